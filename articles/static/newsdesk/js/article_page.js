// @ts-check
/** The article page: play a video here once the reader asks for it, and share the page. */

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-player]"))) {
  const hint = link.querySelector("small");
  if (hint) hint.textContent = "Plays here, loaded from that site.";
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const player = document.createElement("iframe");
    player.src = link.dataset.player || "";
    player.title = link.dataset.title || "Video";
    player.className = "player";
    player.allow = "autoplay; fullscreen; picture-in-picture";
    player.allowFullscreen = true;
    player.referrerPolicy = "strict-origin-when-cross-origin"; // players refuse pages without one
    link.replaceWith(player);
    player.focus();
  });
}

for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-share]"))) {
  const url = row.dataset.share || location.href;
  const title = row.dataset.title || document.title;
  const status = row.querySelector("[role=status]");
  const say = (/** @type {string} */ text) => {
    if (status) status.textContent = text;
  };

  const copy = /** @type {HTMLButtonElement | null} */ (row.querySelector("[data-share-copy]"));
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(url);
        say("Link copied.");
      } catch {
        say("The link could not be copied. Copy it from the address bar.");
      }
    });
  }

  const share = /** @type {HTMLButtonElement | null} */ (row.querySelector("[data-share-native]"));
  if (share && "share" in navigator) {
    share.hidden = false;
    share.addEventListener("click", async () => {
      try {
        await navigator.share({ url, title });
      } catch (error) {
        if (!(error instanceof DOMException && error.name === "AbortError")) say("The page could not be shared.");
      }
    });
  }
}
