"""The encoder of a rebuild: named cheaply, opened once, and only where there is something to encode."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property

from indexer.encoder import Encoder, EncoderSettings, encoder_identity, open_encoder
from indexer.encoder.model_files import find_model_files
from indexer.progress import Clock


class LazyEncoder:
    """The encoder that the settings name, or one that is given already open."""

    def __init__(self, settings: EncoderSettings, clock: Clock, given: Encoder | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._given = given
        self._coming: Future[Encoder] | None = None

    @cached_property
    def request(self) -> str:
        """What is asked for: the weights, checked, and the settings. Cheap: no library is loaded to run them."""
        if self._given:
            return self._given.identity
        weights = find_model_files(self._settings).weights_identity
        return f"{weights} {self._settings.form} {self._settings.precision}"

    @cached_property
    def identity(self) -> str:
        """What makes the vectors, its form on this machine included."""
        return self._given.identity if self._given else encoder_identity(self._settings)

    def open_soon(self) -> None:
        """Begin to open the encoder while something else goes on. What that raises is raised where it is needed."""
        if not self._given and self._coming is None:
            executor = ThreadPoolExecutor(1)
            self._coming = executor.submit(open_encoder, self._settings)
            executor.shutdown(wait=False)

    @cached_property
    def opened(self) -> Encoder:
        """The encoder itself."""
        if self._given:
            return self._given
        with self._clock.stage("load encoder"):
            return self._coming.result() if self._coming else open_encoder(self._settings)
