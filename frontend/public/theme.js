// Runs before the first paint, so that a chosen appearance doesn't flash. The page itself is in src/app/theme.ts.
(function () {
  try {
    const theme = JSON.parse(localStorage.getItem('holdfast.theme') || 'null');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is forbidden: the system's appearance it is.
  }
})();
