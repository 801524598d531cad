"""The charts of the Summary: the largest commodities and origins, with intervals, and the numbers that they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.factors import Indicator
from bbafootprint.footprint import Footprint
from bbafootprint.report.cell_texts import cell_text
from bbafootprint.report.number_formats import digits_shown, format_of, half_width
from bbafootprint.report.sheets import Sheets
from bbafootprint.report.wording import commodity_title, title
from bbafootprint.vocabulary import places

ACCOUNTS = {"loss": "#b3541e", "degradation": "#35618f"}
"""Accounts whose indicators are drawn, and in which colour."""

BARS, LONGEST_LABEL = 8, 28
"""Groups in a chart, and characters of the name of one."""

CHART_WIDTH, CHART_HEIGHT, ROWS_OF_A_CHART = 515, 370, 19
"""Size of a chart in pixels, and the rows that it covers with the space under it."""

_GAP = 12
"""Pixels between two charts."""

_AXES = (
    (1, 0.2),
    (1.2, 0.3),
    (1.5, 0.3),
    (2, 0.5),
    (2.5, 0.5),
    (3, 1),
    (4, 1),
    (5, 1),
    (6, 2),
    (8, 2),
    (10, 2),
)
"""Ends of an axis and their steps, times a power of ten."""

_HEADERS = ("Value", "Unit", "Low", "High", "Value - low", "High - value")


def write_charts(
    sheets: Sheets, sheet: Any, result: Footprint, groups: Mapping[str, pd.DataFrame], row: int
) -> None:
    """Draw the largest commodities and origins of loss and degradation, and write the numbers under the charts.

    Parameters
    ----------
    sheets : Sheets
    sheet : xlsxwriter.worksheet.Worksheet
        The Summary.
    result : Footprint
    groups : mapping of str to pandas.DataFrame
        The totals of the result by commodity and by origin.
    row : int
        First row to use.
    """
    drawn = [
        (indicator, column, name, largest)
        for indicator in result.factors.indicators
        if indicator.account in ACCOUNTS
        for column, name in (("commodity", partial(commodity_title, result)), ("origin", places.name))
        if not (largest := _largest(groups[column], indicator)).empty
    ]
    if not drawn:
        return
    sheet.write_string(
        row, 0, f"The {BARS} largest commodities and origins, with 95 % intervals", sheets.section
    )
    breaks = [row]
    top = row + 1
    data = top + ROWS_OF_A_CHART * -(-len(drawn) // 2) + 1
    breaks.append(data)
    sheet.write_string(data, 0, "What the charts show", sheets.section)
    below = data + 1
    for at, (indicator, column, name, largest) in enumerate(drawn):
        heading = f"{title(indicator.id)} by {column} [{indicator.unit}]"
        first = _numbers(sheets, sheet, heading, indicator, largest, column, name, below)
        chart = _chart(sheets, heading, ACCOUNTS[indicator.account], first, len(largest), _axis(largest))
        across = (CHART_WIDTH + _GAP) * (at % 2)
        options = {"object_position": 2, "x_offset": across, "description": heading}
        sheet.insert_chart(top + ROWS_OF_A_CHART * (at // 2), 0, chart, options)
        below = first + len(largest) + 1
    sheet.set_h_pagebreaks(breaks)


def _largest(table: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    table = table[(table["indicator"] == indicator.id) & (table["value"] > 0)]
    return table.sort_values("value", ascending=False, kind="stable").head(BARS).reset_index(drop=True)


def _numbers(
    sheets: Sheets,
    sheet: Any,
    heading: str,
    indicator: Indicator,
    largest: pd.DataFrame,
    column: str,
    name: Callable[[str], str],
    row: int,
) -> int:
    """Write the numbers of a chart; return their first row."""
    sheets.text(sheet, row, 0, heading, sheets.bold)
    row += 1
    right, left = (
        sheets.format(bold=True, align=side, indent=int(side == "left")) for side in ("right", "left")
    )
    for at, header in enumerate((title(column), *_HEADERS)):
        sheet.write_string(row, at, header, right if at not in (0, 2) else left if at else sheets.bold)
    value, low, high = (largest[each].to_numpy(np.float64) for each in ("value", "low", "high"))
    half = half_width(low, high)
    shown = (value, low, high, value - low, high - value)
    digits = [digits_shown(each, half) for each in shown]
    for down, code in enumerate(largest[column].astype(object), start=row + 1):
        label = "(not read)" if pd.isna(code) else name(str(code))
        label = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
        sheets.text(sheet, down, 0, label)
        sheet.write_string(down, 2, cell_text(indicator.unit), sheets.unit)
        for at, numbers, each in zip((1, 3, 4, 5, 6), shown, digits, strict=True):
            number = float(numbers[down - row - 1])
            if np.isfinite(number):
                sheet.write_number(down, at, number, sheets.number(int(each[down - row - 1])))
    return row + 1


def _axis(largest: pd.DataFrame) -> tuple[float, float]:
    """Return a round end beyond bars and intervals (programs fit an axis to the bars alone), and its steps."""
    most = float(np.nanmax(largest[["value", "high"]].to_numpy(np.float64)))
    power = 10.0 ** np.floor(np.log10(most))
    end, step = next(each for each in _AXES if each[0] * power >= most)
    return float(end * power), float(step * power)


def _chart(
    sheets: Sheets, heading: str, colour: str, first: int, bars: int, axis: tuple[float, float]
) -> Any:
    """Return a chart of bars, the largest on top, with the interval of each."""
    last, (end, step) = first + bars - 1, axis
    chart = sheets.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": ["Summary", first - 2, 0],
            "categories": ["Summary", first, 0, last, 0],
            "values": ["Summary", first, 1, last, 1],
            "fill": {"color": colour},
            "gap": 60,
            "y_error_bars": {
                "type": "custom",
                "minus_values": f"=Summary!$F${first + 1}:$F${last + 1}",
                "plus_values": f"=Summary!$G${first + 1}:$G${last + 1}",
                "line": {"color": "#222222", "width": 1},
            },
        }
    )
    chart.set_title({"name": ["Summary", first - 2, 0], "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_x_axis(
        {
            "num_format": format_of(int(digits_shown(np.array([step]))[0])) if end < 100 else "#,##0",
            "min": 0,
            "max": end,
            "major_unit": step,
            "major_gridlines": {"visible": True, "line": {"color": "#d9d9d9", "width": 0.75}},
            "num_font": {"size": 9},
        }
    )
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "crossing": "max"})
    chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    return chart
