// @ts-check
/** Set the theme that the reader chose. No module, so that it runs before the page is painted. */
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // The browser stores nothing for this site: the theme of the system applies.
}
