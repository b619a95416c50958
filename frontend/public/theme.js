// Applies the stored theme before the first paint, so that the page doesn't flash. The rest is in src/app/theme.ts.
(function () {
  try {
    const theme = JSON.parse(localStorage.getItem('holdfast.theme') || 'null');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is forbidden: keep the system's theme.
  }
})();
