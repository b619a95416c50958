// Runs before the application, and works without it.
(function () {
  // Applies the stored theme before the first paint, so that the page doesn't flash. The rest is in src/app/theme.ts.
  try {
    const theme = JSON.parse(localStorage.getItem('holdfast.theme') || 'null');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is forbidden: keep the system's theme.
  }

  // Loads the texts and the page beside the entry, which would ask for one after the other. The build writes which files
  // these are (scripts/preloads.mjs).
  const files = JSON.parse(document.currentScript.dataset.preloads || 'null');
  if (files !== null) {
    for (const file of files.texts[language()] || []) preload(file);
    for (const [path, needed] of files.pages)
      if (new RegExp(path).test(location.pathname)) needed.forEach(preload);
  }

  function preload(file) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.crossOrigin = '';
    link.href = file;
    document.head.append(link);
  }

  // As src/shared/i18n/index.ts chooses it. A wrong guess costs a request, no more.
  function language() {
    let chosen = null;
    try {
      chosen = JSON.parse(localStorage.getItem('holdfast.language') || 'null');
    } catch {
      // Storage is forbidden.
    }
    const tags = [chosen].concat(navigator.languages).map(function (tag) {
      return String(tag).split('-')[0];
    });
    return (
      tags.find(function (tag) {
        return Object.hasOwn(files.texts, tag);
      }) || 'en'
    );
  }

  // Says that the application can't be loaded, instead of a blank page: in both languages, since the texts may be what
  // is missing.
  function showFailure() {
    const root = document.getElementById('root');
    // Unless the shell of index.html is alone, the application shows its failures itself, or this was shown already.
    if (root === null || root.querySelector('[data-shell]:only-child') === null) return;
    const box = document.createElement('main');
    box.className = 'mx-auto max-w-md px-4 py-14 text-center';
    box.setAttribute('role', 'alert');
    for (const [lang, title, text, action] of [
      [
        'en',
        'The page couldn’t be loaded',
        'Part of it didn’t arrive. Seats that you hold stay held.',
        'Reload the page',
      ],
      [
        'ko',
        '페이지를 불러오지 못했습니다',
        '일부가 도착하지 않았습니다. 잡아 둔 좌석은 그대로입니다.',
        '새로 고침',
      ],
    ]) {
      const section = document.createElement('section');
      section.lang = lang;
      section.className = 'mt-6';
      section.append(element('h1', title, 'text-2xl font-bold'), element('p', text, 'mt-2 mb-4 text-muted'));
      const button = element(
        'button',
        action,
        'min-h-11 rounded-xl border border-line bg-surface px-4 font-semibold',
      );
      button.addEventListener('click', function () {
        location.reload();
      });
      section.append(button);
      box.append(section);
    }
    root.append(box);
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = className;
    return made;
  }

  // A script that can't be loaded fires this event at its element, without bubbling.
  addEventListener(
    'error',
    function (event) {
      if (event.target instanceof HTMLScriptElement) addEventListener('DOMContentLoaded', showFailure);
      if (event.target instanceof HTMLScriptElement && document.readyState !== 'loading') showFailure();
    },
    true,
  );
  // src/app/main.tsx: the texts can't be loaded in any language.
  addEventListener('holdfast:failed', showFailure);
})();
