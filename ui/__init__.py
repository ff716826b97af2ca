"""The app's pages and the pieces they share; no search logic."""
