"""What a machine can see of a page that looks wrong: it runs out of its screen, cuts its words, or says them in the other language."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page

from .served import ROOT

LOCALES = ROOT / "frontend" / "src" / "locales"
# Places whose content is meant to be scrolled within them, and words kept for those who hear the page.
SEEN = """
(chinese) => {
  const found = []
  const wide = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > wide + 1) found.push(`runs out: ${document.documentElement.scrollWidth} of ${wide}`)
  const scrolls = (element) => {
    for (let e = element; e && e !== document.body; e = e.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX)) return true
    return false
  }
  const said = (element) => `${element.tagName.toLowerCase()}.${element.className?.baseVal ?? element.className}: ${(element.textContent ?? '').trim().slice(0, 30)}`
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest('.sr, .skip, svg, option') || !element.checkVisibility()) continue
    const box = element.getBoundingClientRect()
    if (box.width && box.right > wide + 1 && !scrolls(element.parentElement)) found.push(`sticks out: ${said(element)}`)
    const style = getComputedStyle(element)
    if (/hidden|clip/.test(style.overflowX) && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 2 && element.clientWidth > 1) found.push(`cuts: ${said(element)}`)
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    if (!text || !walker.currentNode.parentElement.checkVisibility()) continue
    if (/^[a-z_]+(\\.[a-z_]+)+$/.test(text)) found.push(`no word: ${text}`)
    if (/undefined|NaN|\\[object|\\{\\w+\\}/.test(text)) found.push(`no value: ${text.slice(0, 60)}`)
    if (chinese && chinese.includes(text)) found.push(`Chinese: ${text}`)
  }
  return [...new Set(found)]
}
"""


def _sayings(language: str) -> set[str]:
    """Every whole sentence and word of the pages in one language."""
    found: set[str] = set()
    for name in ("", "desk.", "help."):
        file: Path = LOCALES / f"{name}{language}.json"
        stack = [json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []
        while stack:
            for value in stack.pop().values():
                if isinstance(value, str):
                    found.add(value)
                else:
                    stack.append(value)
    return found


# Words that are the same in both, such as the name of a language, are in neither's way. A person's own text may happen
# to be one of our words; two characters are too few to tell.
CHINESE = sorted(word for word in _sayings("zh-CN") - _sayings("en") if len(word) > 2)


def faults(page: Page, language: str) -> list[str]:
    """What is wrong on this page as it stands, in words."""
    found: list[str] = page.evaluate(SEEN, CHINESE if language == "en" else None)
    return found


def speak(page: Page, language: str) -> None:
    """Switch the language by its button, folded away or not; a hall's screen has none, and stays Chinese."""
    switch = page.locator(f"button[lang={language}]").first
    if switch.count():
        switch.dispatch_event("click")
        page.wait_for_function(f"() => document.documentElement.lang === '{language}'")


def settled(page: Page) -> None:
    """Wait until what is to come has come."""
    page.wait_for_selector("h1")
    page.wait_for_function("() => document.querySelector('.skeleton') === null")
    page.wait_for_load_state("networkidle")
