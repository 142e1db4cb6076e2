"""The one style sheet, filled from the tokens. Sizes of text in points, so that they follow the system's setting.

Dynamic properties choose a look: `kind` on buttons (primary, plain, danger, quiet), `role` on labels and frames.
A ring of 2 px in the focus colour shows where the keyboard is; padding shrinks by the same pixel so nothing moves.
"""

from __future__ import annotations

from string import Template

from shopdesk.base.paths import resource_path
from ui.tokens import Tokens

_TEXT = """
* { outline: none; }
QWidget { color: $text; }
QMainWindow, QDialog, QWidget[role="page"] { background: $window; }
QToolTip { background: $inverse; color: $on_inverse; border: 0; padding: 5px 8px; }
QLabel { background: transparent; }
QLabel:disabled { color: $disabled; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: 700; }
QLabel[role="section"] { font-size: ${section}pt; font-weight: 700; }
QLabel[role="figure"] { font-size: ${figure}pt; font-weight: 700; }
QLabel[role="muted"] { color: $muted; font-size: ${small}pt; }
QLabel[role="label"] { color: $muted; }
QLabel[role="error"] { color: $danger_text; font-size: ${small}pt; }
QLabel[role="success"] { color: $success; font-size: ${small}pt; }
QLabel[role="warning"] { color: $warning; font-size: ${small}pt; }
QLabel[role="key"] { background: $sunken; border: 1px solid $border_control; border-radius: 4px; padding: 1px 7px; }
QLabel[role="strong"] { font-weight: 700; }
"""

_FRAMES = """
QFrame[role="card"], QFrame[role="panel"] { background: $surface; border: 1px solid $border; border-radius: 10px; }
QFrame[role="panel-over"] { background: $surface; border: 0; border-left: 1px solid $border; }
QFrame[role="card"][clickable="true"]:hover { border-color: $border_control; background: $hover; }
QFrame[role="card"][clickable="true"]:focus { border: 2px solid $focus; }
QFrame[role="sidebar"] { background: $sidebar; border: 0; border-right: 1px solid $border; }
QFrame[role="topbar"] { background: $surface; border: 0; border-bottom: 1px solid $border; }
QFrame[role="note"] { background: $info_soft; border: 0; border-radius: 8px; }
QFrame[role="note-warning"] { background: $warning_soft; border: 0; border-radius: 8px; }
QFrame[role="note-danger"] { background: $danger_soft; border: 0; border-radius: 8px; }
QFrame[role="inverse"] { background: $inverse; border: 0; border-radius: 8px; }
QFrame[role="inverse"] QLabel { color: $on_inverse; }
QFrame[role="segments"] { background: $sunken; border: 1px solid $border; border-radius: 8px; }
QFrame[role="popup"] { background: $surface; border: 1px solid $border_control; }
QFrame[role="line"] { background: $border; border: 0; max-height: 1px; min-height: 1px; }
QScrollArea, QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent; border: 0; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $border_control; }
QStatusBar { background: $surface; border-top: 1px solid $border; color: $muted; }
"""

_BUTTONS = """
QPushButton { background: $surface; border: 1px solid $border_control; border-radius: 6px; padding: 5px 13px;
  min-height: 20px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $pressed; }
QPushButton:focus { border: 2px solid $focus; padding: 4px 12px; }
QPushButton:disabled { color: $disabled; background: $sunken; border-color: $border; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 700; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid $focus; }
QPushButton[kind="primary"]:disabled { color: $disabled; background: $sunken; border-color: $border; }
QPushButton[kind="danger"] { color: $danger_text; }
QPushButton[kind="danger"]:hover { background: $danger_soft; border-color: $danger_text; }
QPushButton[kind="danger-solid"] { background: $danger; color: $on_danger; border-color: $danger; font-weight: 700; }
QPushButton[kind="danger-solid"]:hover { background: $danger_hover; }
QPushButton[kind="danger-solid"]:focus { border: 2px solid $focus; }
QPushButton[kind="danger"]:disabled, QPushButton[kind="danger-solid"]:disabled { color: $disabled; background: $sunken;
  border-color: $border; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent_text; padding: 5px 6px; }
QPushButton[kind="link"]:disabled, QPushButton[kind="quiet"]:disabled { color: $disabled; background: transparent; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="quiet"]:focus { border: 2px solid $focus; }
QPushButton[kind="link"]:focus { border: 2px solid $focus; padding: 4px 5px; }
QPushButton[kind="link"][flush="true"] { border-width: 2px; padding: 3px 0; text-align: left; }
QPushButton[kind="nav"] { background: transparent; border: 2px solid transparent; text-align: left; color: $muted;
  padding: 7px 12px; border-radius: 8px; }
QPushButton[kind="nav"]:hover { background: $hover; color: $text; }
QPushButton[kind="nav"]:checked { background: $accent_soft; color: $accent_text; font-weight: 700; }
QPushButton[kind="nav"]:focus { border-color: $focus; }
QFrame[role="inverse"] QPushButton { background: transparent; border: 2px solid transparent; color: $on_inverse;
  padding: 4px 10px; }
QFrame[role="inverse"] QPushButton:hover { background: $inverse_hover; }
QFrame[role="inverse"] QPushButton:disabled { color: $disabled; }
QFrame[role="inverse"] QPushButton[kind="action"] { color: $inverse_accent; font-weight: 700; }
QFrame[role="inverse"] QPushButton:focus, QFrame[role="inverse"] QToolButton:focus {
  border: 2px solid $inverse_accent; }
QFrame[role="inverse"] QToolButton:hover { background: $inverse_hover; }
QPushButton::menu-indicator { image: url($images/chevron-down-$mode.svg); width: 14px; height: 14px;
  subcontrol-position: right center; right: 8px; }
QPushButton[kind="choice"] { text-align: left; padding: 5px 26px 5px 9px; }
QPushButton[kind="choice"]:focus { padding: 4px 25px 4px 8px; }
QPushButton[kind="segment"] { border: 2px solid transparent; background: transparent; color: $muted;
  padding: 2px 10px; }
QPushButton[kind="segment"]:hover { color: $text; }
QPushButton[kind="segment"]:checked { background: $surface; color: $text; font-weight: 700; border-color: $border; }
QPushButton[kind="segment"]:focus { border-color: $focus; }
QToolButton { background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $pressed; }
QToolButton:focus { border-color: $focus; }
QToolButton::menu-indicator { image: none; }
"""

_INPUTS = """
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateEdit, QTimeEdit, QDateTimeEdit {
  background: $surface; border: 1px solid $border_control; border-radius: 6px; padding: 5px 8px; min-height: 20px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QComboBox QLineEdit { placeholder-text-color: $muted; }
QLineEdit:hover, QComboBox:hover, QSpinBox:hover { border-color: $border_check; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus,
  QDateEdit:focus, QTimeEdit:focus, QDateTimeEdit:focus { border: 2px solid $focus; padding: 4px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QSpinBox:disabled, QComboBox:disabled {
  background: $sunken; color: $disabled; border-color: $border; }
QLineEdit[readOnly="true"] { background: $sunken; }
QLineEdit[kind="inplace"], QPlainTextEdit[kind="inplace"] { background: $sunken; border-color: transparent; }
QLineEdit[kind="inplace"]:hover, QPlainTextEdit[kind="inplace"]:hover { border-color: $border_control; }
QLineEdit[kind="inplace"]:focus, QPlainTextEdit[kind="inplace"]:focus { background: $surface; border-color: $focus; }
QLineEdit[invalid="true"], QComboBox[invalid="true"], QPlainTextEdit[invalid="true"], QSpinBox[invalid="true"] {
  border: 2px solid $danger_text; padding: 4px 7px; }
QLineEdit > QToolButton { border: 0; padding: 0; }
QComboBox { padding-right: 24px; combobox-popup: 0; }
QComboBox:focus { padding-right: 23px; }
QComboBox::drop-down { border: 0; width: 24px; subcontrol-position: right center; }
QComboBox::down-arrow { image: url($images/chevron-down-$mode.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border_control; border-radius: 6px; padding: 4px;
  selection-background-color: $accent_soft; selection-color: $text; }
QComboBox QAbstractItemView:focus { border: 1px solid $border_control; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 6px; border-radius: 4px; }
QAbstractSpinBox QLineEdit { border: 0; padding: 0 8px; background: transparent; min-height: 0; }
QAbstractSpinBox { padding: 3px 22px 3px 8px; qproperty-alignment: AlignRight; }
QAbstractSpinBox:focus { padding: 2px 21px 2px 7px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: 0; width: 20px; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url($images/chevron-up-$mode.svg); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url($images/chevron-down-$mode.svg); width: 12px; height: 12px; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; min-height: 22px; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator { width: 14px; height: 14px;
  border: 2px solid $border_check; background: $surface; }
QCheckBox::indicator, QGroupBox::indicator { border-radius: 5px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked { background: $accent; border-color: $accent;
  image: url($images/check-$mode.svg); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url($images/minus-$mode.svg); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url($images/dot-$mode.svg); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $focus; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $border_control; background: $sunken; }
QSlider::groove:horizontal { height: 4px; background: $border_control; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: $accent;
  border: 1px solid $surface; }
QSlider::handle:horizontal:focus { border: 3px solid $focus; }
QProgressBar { border: 0; border-radius: 4px; background: $border; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QGroupBox { border: 1px solid $border; border-radius: 8px; margin-top: 10px; padding-top: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 12px; padding: 0 4px; }
"""

_LISTS = """
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $surface; }
QCalendarWidget QToolButton { font-weight: 700; padding: 4px 8px; }
QCalendarWidget QAbstractItemView { border: 0; selection-background-color: $accent; selection-color: $on_accent; }
QMenuBar { background: $surface; border-bottom: 1px solid $border; }
QMenuBar::item { padding: 5px 10px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $surface; border: 1px solid $border_control; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 10px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $border; margin: 5px 6px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 8px; border: 2px solid $border_check; border-radius: 5px; }
QMenu::indicator:checked { background: $accent; border-color: $accent; image: url($images/check-$mode.svg); }
QAbstractItemView { background: $surface; border: 1px solid $border; border-radius: 8px;
  selection-background-color: $accent_soft; selection-color: $text; alternate-background-color: $sunken; }
QListView::item, QTreeView::item { min-height: 28px; padding: 2px 6px; border-radius: 4px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $accent_soft; color: $text; }
QTreeView::item { border-radius: 0; }
QListView:focus, QTreeView:focus, QTableView:focus, QScrollArea:focus { border: 2px solid $focus; }
QListView::indicator, QTreeView::indicator { width: 14px; height: 14px; border: 2px solid $border_check;
  border-radius: 5px; background: $surface; }
QListView::indicator:checked, QTreeView::indicator:checked { background: $accent; border-color: $accent;
  image: url($images/check-$mode.svg); }
QHeaderView { background: $sunken; border: 0; border-top-left-radius: 7px; border-top-right-radius: 7px;
  border-bottom-left-radius: 0; border-bottom-right-radius: 0; }
QTableView[role="matrix"], QTableView[role="matrix"] QHeaderView { border-top-left-radius: 0;
  border-top-right-radius: 0; border-bottom-left-radius: 0; border-bottom-right-radius: 0; }
QTableView[role="matrix"]:focus { border: 1px solid $focus; }
QHeaderView::section { background: transparent; color: $muted; border: 0; border-bottom: 1px solid $border;
  padding: 0 10px; font-weight: 700; }
QHeaderView::section:hover { color: $text; background: $hover; }
QHeaderView::up-arrow { image: url($images/chevron-up-$mode.svg); width: 12px; height: 12px; }
QHeaderView::down-arrow { image: url($images/chevron-down-$mode.svg); width: 12px; height: 12px; }
QTableCornerButton::section { background: $sunken; border: 0; }
QTableView QLineEdit { border: 2px solid $focus; border-radius: 0; padding: 0 8px; min-height: 0; }
QTabWidget::pane { border: 0; }
QTabBar { qproperty-drawBase: 0; background: transparent; }
QTabBar::tab { background: transparent; color: $muted; padding: 7px 10px; margin-right: 8px; border: 0;
  border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent_text; border-bottom-color: $accent; font-weight: 700; }
QTabBar::tab:selected:focus { color: $focus; border-bottom-color: $focus; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; border: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; border: 0; }
QScrollBar::handle { background: $border_control; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $border_check; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
"""


def style_sheet(tokens: Tokens, points: float) -> str:
    values = {name: str(value) for name, value in tokens._asdict().items()}
    values |= {
        "mode": "dark" if tokens.dark else "light",
        "images": resource_path("icons", "controls").as_posix(),
        "small": f"{points * 0.9:.1f}",
        "section": f"{points * 1.15:.1f}",
        "title": f"{points * 1.55:.1f}",
        "figure": f"{points * 2.0:.1f}",
    }
    return "".join(Template(part).substitute(values) for part in (_TEXT, _FRAMES, _BUTTONS, _INPUTS, _LISTS))
