"""Words on screen: Chinese msgids through gettext, English in resources/locale.

Translate when shown, never at import time: `_("已导入 {count} 位会员").format(count=3)`.
"""

from __future__ import annotations

import gettext

from shopdesk.base.paths import resource_path

LANGUAGES = ("zh_CN", "en")
_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "zh_CN"


def set_language(language: str) -> None:
    """Speak `language` from now on; Chinese needs no catalogue, an unknown language falls back to it."""
    global _current, _language
    _language = language if language in LANGUAGES else "zh_CN"
    if _language == "zh_CN":  # looking for its catalogue would bring the locale library along before the first paint
        _current = gettext.NullTranslations()
    else:
        _current = gettext.translation("shopdesk", str(resource_path("locale")), [_language], fallback=True)


def language() -> str:
    return _language


def _(text: str) -> str:
    return _current.gettext(text)


def p_(context: str, text: str) -> str:
    """Like _(), for a word that Chinese has once and English twice: p_("many", "商品") is Products."""
    return _current.pgettext(context, text)


def N_(text: str) -> str:
    """Marks a sentence in a table for the catalogue; it is translated by _() when it is shown."""
    return text
