// Of the poster. Wrapped in a function when it is served, so nothing here is global.
document.getElementById('print')?.addEventListener('click', () => window.print())
