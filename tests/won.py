"""Two badges for one entry, and whether a browser keeps their names whole."""

# Two of them in a sentence do not fit in one line of the phone's card, or of the screen.
SHORT = ("Curtain Raiser", "Light of Day")
LONG = ("Early Curtain Raiser", "First Light of the Day")
LINES = """(box, name) => {
  const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const start = texts.currentNode.data.indexOf(name);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(texts.currentNode, start);
    range.setEnd(texts.currentNode, start + name.length);
    return new Set(Array.from(range.getClientRects(), (box) => Math.round(box.top))).size;
  }
  return 0;
}"""


def two_badges(kind, names):
    """Rules that pay both badges for the first entry of a kind on a day."""
    slugs = [name.lower().replace(" ", "-") for name in names]
    return {
        "badge": [
            {"slug": slug, "name": name, "icon": "sun", "tier": 1}
            for slug, name in zip(slugs, names, strict=True)
        ],
        "rule": [
            {
                "slug": slug,
                "name": name,
                "trigger": "reach",
                "kind": kind,
                "target": 1,
                "window": "day",
                "points": 5,
                "badge": slug,
            }
            for slug, name in zip(slugs, names, strict=True)
        ],
    }


def lines_of(locator, name):
    """On how many lines the name stands; 0 if it is not there."""
    return locator.evaluate(LINES, name)
