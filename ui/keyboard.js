// What Streamlit leaves to whoever goes by keyboard or listens: a control that is pressed is often gone with what it
// did, and who stood on it would begin again at the top of the page; an answer comes without a word.

const PAGE = '[data-testid="stMain"], [data-testid="stSidebar"], [data-testid="stHeader"]';
const CONTROLS = "a[href], button, input, textarea, select, summary, [tabindex='0']";
const NOT_BY_TAB = '[tabindex="-1"]';
const AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]';
const QUIET_MS = 250;

let byKeyboard = false;
let left = null; // the control that had the focus, and those before it
let waiting = 0;

const nameOf = (control) => control.getAttribute("aria-label") || control.textContent;
const canBeReached = (control) =>
  control.isConnected && !control.disabled && !control.matches(NOT_BY_TAB) && control.getClientRects().length > 0;
const controls = () => [...document.querySelectorAll(CONTROLS)].filter((control) => control.closest(PAGE));

// The control of the same name that stands nearest, else the last one before that is still there.
function heir() {
  const now = controls().filter(canBeReached);
  const alike = now.filter((control) => control.tagName === left.control.tagName && nameOf(control) === left.name);
  const distance = (control) => Math.abs(now.indexOf(control) - left.before.length);
  return alike.sort((one, other) => distance(one) - distance(other))[0] || left.before.findLast(canBeReached);
}

function goOn() {
  if (!document.querySelector(AT_REST)) {
    waiting = setTimeout(goOn, QUIET_MS);
    return;
  }
  tell();
  if (byKeyboard && left && document.activeElement === document.body && !canBeReached(left.control)) {
    heir()?.focus();
  }
}

// What an answer or a list comes to is its first heading: said when it changes on a page that is open already.
const status = document.createElement("div");
status.setAttribute("role", "status");
status.className = "only-said";
let title = "";
let heading = "";

function tell() {
  const page = document.querySelector("h1")?.textContent || "";
  const now = document.querySelector('[data-testid="stMain"] h2')?.textContent || "";
  if (page === title && now !== heading) {
    status.textContent = now;
  }
  title = page;
  heading = now;
}

document.addEventListener("keydown", () => (byKeyboard = true), true);
document.addEventListener("pointerdown", () => (byKeyboard = false), true);
document.addEventListener("focusin", ({ target }) => {
  if (target.closest(PAGE)) {
    const all = controls();
    const at = all.indexOf(target);
    left = { control: target, name: nameOf(target), before: all.slice(0, Math.max(at, 0)) };
  }
});
document.body.append(status);
new MutationObserver(() => {
  clearTimeout(waiting);
  waiting = setTimeout(goOn, QUIET_MS);
}).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
