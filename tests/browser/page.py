"""The widget as a citizen meets it, and what happened around it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

#: Reports what the content policy refused and what scripts raised.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


class Widget:
    """One page of the commune's site. ``requests`` are the addresses asked; ``errors`` what the console complained of."""

    def __init__(self, page: Page, host: str) -> None:
        self.page, self.host = page, host
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.add_init_script(WATCH)

    def visit(self, path: str = "/") -> "Widget":
        """Load a page of the site."""
        self.page.goto(self.host + path)
        return self

    @property
    def element(self) -> Locator:
        """The custom element."""
        return self.page.locator("guichet-widget")

    @property
    def launcher(self) -> Locator:
        """The button at the corner."""
        return self.page.locator("guichet-widget .launcher")

    @property
    def panel(self) -> Locator:
        """The dialog."""
        return self.page.locator("guichet-widget dialog")

    @property
    def text(self) -> Locator:
        """Where one writes."""
        return self.panel.locator("textarea")

    def button(self, name: str) -> Locator:
        """A button of the panel by its accessible name."""
        return self.panel.get_by_role("button", name=name, exact=True)

    def open(self) -> "Widget":
        """Open the panel."""
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def begin(self, path: str = "/") -> "Widget":
        """Visit, open, agree; the assistant has said that it is one."""
        self.visit(path).open()
        self.button("J’accepte et je commence").click()
        expect(self.bubbles.first).to_contain_text("assistant automatique")
        return self

    @property
    def bubbles(self) -> Locator:
        """All bubbles, oldest first, without the one that says that an answer is coming."""
        return self.panel.locator(".bubble:not(.typing)")

    def say(self, text: str) -> "Widget":
        """Write and send."""
        self.text.fill(text)
        self.text.press("Enter")
        return self

    def ask(self, text: str) -> "Widget":
        """Write, send, and wait for the answer."""
        before = self.panel.locator(".assistant .bubble:not(.typing)").count()
        self.say(text)
        expect(self.panel.locator(".assistant .bubble:not(.typing)").nth(before)).to_be_visible()
        expect(self.panel.locator(".typing")).to_have_count(0)
        return self

    def said(self) -> list[str]:
        """The texts of all bubbles."""
        return [text.strip() for text in self.bubbles.all_inner_texts()]

    def settle(self) -> None:
        """Wait for the end of fades: half-transparent text is no state."""
        self.page.evaluate(
            "Promise.all(document.querySelector('guichet-widget').shadowRoot.getAnimations()"
            ".filter((one) => one.effect.getTiming().iterations === 1).map((one) => one.finished))"
        )

    def violations(self) -> list[Any]:
        """What the content policy refused so far."""
        found: list[Any] = self.page.evaluate("window.violations")
        return found
