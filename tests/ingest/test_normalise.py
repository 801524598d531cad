"""From a table in memory to lines; the numbers are worked out by hand."""

import datetime
import math

import numpy as np
import pandas as pd
import pytest

from bbafootprint.ingest import read_lines
from bbafootprint.ingest.framing import RESERVED_NAMES
from bbafootprint.ingest.issues import ISSUE_CODES, PROBLEMS, REJECTING, make_issue
from bbafootprint.ingest.leftout import is_bare_total, is_total
from bbafootprint.ingest.naming import explain_name
from bbafootprint.ingest.table import as_text, code_texts
from bbafootprint.schema import ISSUE_COLUMNS, LINE_COLUMNS
from bbafootprint.vocabulary.match import Match


def frame_of(**columns):
    size = len(next(iter(columns.values())))
    base = {
        "commodity": ["Soybeans"] * size,
        "origin": ["BRA"] * size,
        "quantity": [1.0] * size,
        "unit": ["t"] * size,
    }
    return pd.DataFrame({**base, **columns})


def codes(lines):
    return lines.issues["code"].tolist()


def test_columns_are_those_of_the_schema_in_order_then_the_persons_own():
    lines = read_lines(frame_of(quantity=[1.0], **{"row": ["mine"], "Cost centre": [7]}))
    assert list(lines.frame.columns) == [*LINE_COLUMNS, "row (2)", "Cost centre"]
    assert list(lines.issues.columns) == list(ISSUE_COLUMNS)
    assert lines.frame.loc[0, "row (2)"] == "mine"


def test_a_line_with_nothing_wrong():
    lines = read_lines(frame_of(quantity=[1250.0], unit=["kg"]))
    row = lines.frame.iloc[0]
    assert (row["commodity"], row["origin"], row["amount"], row["amount_unit"]) == (
        "soybeans",
        "BRA",
        1.25,
        "t",
    )
    assert (row["quantity"], row["unit_as_given"], row["commodity_as_given"]) == (1250.0, "kg", "Soybeans")
    assert not row["rejected"]
    assert row["problem"] == ""
    assert codes(lines) == []


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "quantity-missing"),
        (math.nan, "quantity-missing"),
        ("  ", "quantity-missing"),
        ("about ten", "quantity-text"),
        ("1.234", "decimal-ambiguous"),
        (datetime.datetime(2024, 3, 1), "quantity-date"),
        (datetime.timedelta(days=1), "quantity-date"),
        (True, "quantity-boolean"),
        (math.inf, "quantity-infinite"),
        ("1e999", "quantity-infinite"),
        (10**400, "quantity-infinite"),
        (-5.0, "quantity-negative"),
        ("(5)", "quantity-negative"),
    ],
)
def test_an_unreadable_quantity_rejects_its_line_and_no_other(cell, code):
    lines = read_lines(pd.DataFrame({"commodity": ["Soybeans"] * 2, "quantity (t)": [cell, 3]}, dtype=object))
    assert lines.frame["rejected"].tolist() == [True, False]
    assert lines.frame["problem"].tolist() == [code, ""]
    assert lines.frame["amount"].isna().tolist() == [True, False]
    assert lines.frame["amount"][1] == 3.0
    issue = lines.issues[lines.issues["code"] == code].iloc[0]
    assert issue["severity"] == "error"
    assert issue["message"]
    assert issue["suggestion"]


@pytest.mark.parametrize("cells", [[1.0, math.nan], [1.0, -2.0], [1.0, math.inf]])
def test_a_column_of_numbers_has_the_same_faults(cells):
    numbers = read_lines(frame_of(quantity=cells))
    objects = read_lines(frame_of(quantity=pd.Series(cells, dtype=object)))
    assert numbers.frame["problem"].tolist() == objects.frame["problem"].tolist()
    assert numbers.frame["rejected"].tolist() == [False, True]


@pytest.mark.parametrize("dtype", ["int64", "Int64", "float32", "Float64", "uint8"])
def test_every_type_of_number_is_read(dtype):
    lines = read_lines(frame_of(quantity=pd.Series([4, 0], dtype=dtype)))
    assert lines.frame["amount"].tolist() == [4.0, 0.0]
    assert not lines.frame["rejected"].any()


def test_the_decimal_mark_is_shown_by_the_column_or_given():
    column = ["1.234", "0,5"]
    assert read_lines(frame_of(quantity=column)).frame["amount"].tolist() == [1234.0, 0.5]
    assert read_lines(frame_of(quantity=["1.234"]), decimal=",").frame["amount"].tolist() == [1234.0]
    assert read_lines(frame_of(quantity=["1.234"]), decimal=".").frame["amount"].tolist() == [1.234]
    asked = read_lines(frame_of(quantity=["1.234", "5"]))
    assert asked.frame["problem"].tolist() == ["decimal-ambiguous", ""]
    message = asked.issues.iloc[0]
    assert "1.234" in message["message"]
    assert "1234.0" in message["message"]
    assert "--decimal" in message["suggestion"]


def test_units_come_from_the_cell_then_the_column_then_the_header_then_the_option():
    frame = pd.DataFrame(
        {
            "commodity": ["Soybeans"] * 3,
            "quantity (kg)": ["60 lb", "60", "60"],
            "unit": ["t", "t", None],
        }
    )
    lines = read_lines(frame, unit="g")
    # 60 lb = 60 x 0.45359237 kg; 60 t; 60 kg.
    assert lines.frame["amount"].tolist() == pytest.approx([0.0272155422, 60.0, 0.06])
    assert lines.frame["unit_as_given"].tolist() == ["lb", "t", "kg"]
    assert "unit-conflict" in codes(lines)
    assert "unit-option-unused" in codes(lines)
    option = read_lines(frame_of(unit=[None]), unit="kg")
    assert option.frame["amount"].tolist() == [0.001]


def test_no_unit_at_all_rejects_every_line_and_says_so_once():
    lines = read_lines(frame_of(quantity=[1.0, 2.0]).drop(columns="unit"))
    assert lines.frame["problem"].tolist() == ["unit-missing"] * 2
    assert lines.frame["rejected"].all()
    assert codes(lines) == ["unit-missing"]
    assert "--unit t" in lines.issues["suggestion"][0]


def test_a_unit_that_is_none_is_unknown_and_ton_is_a_remark():
    lines = read_lines(frame_of(unit=["pallets", "ton", "ton", "m3"]))
    assert lines.frame["problem"].tolist() == ["unit-unknown", "", "", ""]
    assert lines.frame["amount_unit"].tolist()[1:] == ["t", "t", "m3"]
    assert codes(lines).count("unit-note") == 1
    assert "2 lines" in lines.issues.set_index("code").loc["unit-note", "message"]
    strict = read_lines(frame_of(unit=["ton", "t"]), strict_units=True)
    assert strict.frame["problem"].tolist() == ["unit-unknown", ""]


def test_names_that_nobody_knows_keep_their_amount():
    lines = read_lines(frame_of(commodity=["Xyzzy", "Soybeans", None], origin=["BRA", "Atlantis", "BRA"]))
    assert lines.frame["problem"].tolist() == ["commodity-unknown", "origin-unknown", "commodity-missing"]
    assert not lines.frame["rejected"].any()
    assert lines.frame["amount"].tolist() == [1.0, 1.0, 1.0]
    assert lines.frame["commodity"].isna().tolist() == [True, False, True]
    assert lines.frame["origin"].isna().tolist() == [False, True, False]


def test_what_is_ambiguous_is_asked():
    lines = read_lines(frame_of(origin=["Congo", "Niger", "Guinea"]))
    assert lines.frame["problem"].tolist() == ["origin-ambiguous", "", ""]
    assert lines.frame["origin"].tolist()[1:] == ["NER", "GIN"]
    message = lines.issues["message"][0]
    assert "COD" in message
    assert "COG" in message


def test_an_empty_origin_is_unknown_and_namibia_is_not_empty():
    lines = read_lines(frame_of(origin=["NA", None, ""]))
    assert lines.frame["origin"].tolist() == ["NAM", "unknown", "unknown"]
    assert lines.frame["origin_match"].tolist()[1:] == ["unknown origin"] * 2
    assert lines.frame["problem"].tolist() == [""] * 3
    assert codes(lines).count("origin-empty") == 1
    assert lines.issues.set_index("code").loc["origin-empty", "message"].startswith("2 lines")


def test_no_column_of_origins_is_one_warning():
    lines = read_lines(frame_of(quantity=[1.0, 2.0]).drop(columns="origin"))
    assert lines.frame["origin"].tolist() == ["unknown"] * 2
    assert codes(lines) == ["origin-column-missing"]


def test_a_customs_code_that_became_a_number_is_a_code_again():
    frame = pd.DataFrame({"hs code": [1801.0, 1201.0, None], "quantity (t)": [1.0, 1.0, 1.0]})
    lines = read_lines(frame)
    assert lines.frame["hs_code_as_given"].tolist()[:2] == ["1801", "1201"]
    assert lines.frame["commodity"].tolist()[:2] == ["cocoa_beans", "soybeans"]
    assert lines.frame["problem"].tolist() == ["", "", "commodity-missing"]


def test_contents_are_shares_or_percentages():
    lines = read_lines(frame_of(content=["70 %", "0,7", 55, 0.5, "lots", 130, None]))
    content = lines.frame["content"].tolist()
    assert content[:4] == pytest.approx([0.7, 0.7, 0.55, 0.5])
    assert np.isnan(content[4:]).all()
    assert codes(lines).count("content-unreadable") == 1  # in memory one issue with the count
    assert "2 lines" in lines.issues.set_index("code").loc["content-unreadable", "message"]
    assert "content-mixed" in codes(lines)


def test_the_gravest_problem_stands_and_every_issue_is_told():
    lines = read_lines(frame_of(commodity=["Xyzzy"], origin=["Atlantis"], quantity=["ten"], unit=["pallets"]))
    assert lines.frame["problem"].tolist() == ["quantity-text"]
    assert {"quantity-text", "unit-unknown", "commodity-unknown", "origin-unknown"} <= set(codes(lines))


def test_line_ids_are_the_persons_own_made_unique():
    lines = read_lines(frame_of(**{"line id": ["a", "a", "a#2", "", "a"]}))
    assert lines.frame["line_id"].tolist() == ["a", "a#3", "a#2", "3", "a#4"]
    assert codes(lines) == ["line-id-duplicate"]


def test_a_column_a_year_gives_a_line_a_filled_cell():
    frame = pd.DataFrame(
        {"commodity": ["Soybeans", "Cocoa beans"], "2020 t": [1.0, None], 2021: [0.0, 4.0]}, index=["x", "y"]
    )
    lines = read_lines(frame, unit="t")
    assert lines.frame["line_id"].tolist() == ["0@2020", "0@2021", "1@2021"]
    assert lines.frame["period"].tolist() == ["2020", "2021", "2021"]
    assert lines.frame["amount"].tolist() == [1.0, 0.0, 4.0]
    assert lines.frame.index.tolist() == ["x", "x", "y"]


def test_blank_rows_and_totals_are_left_out_and_said():
    frame = pd.DataFrame(
        {
            "commodity": ["Soybeans", None, "Total", None, "Total soy imports"],
            "supplier": ["A", None, None, "Sous-total :", "TotalEnergies"],
            "origin": ["BRA", None, None, None, "BRA"],
            "quantity": [5.0, None, 5.0, 5.0, 7.0],
            "unit": ["t", None, "t", "t", "t"],
        }
    )
    lines = read_lines(frame)
    assert lines.frame["quantity"].tolist() == [5.0, 7.0]
    assert lines.frame.index.tolist() == [0, 4]
    assert lines.reading["left_out"] == {"blank": [1], "subtotal": [2, 3], "header": []}
    assert {"rows-blank", "rows-subtotal"} <= set(codes(lines))


@pytest.mark.parametrize(
    "text", ["Total", "GRAND TOTAL:", "Totaal 2023", "Sous-total", "Summe", "Gesamtsumme", "Som"]
)
def test_words_for_totals(text):
    assert is_total(text)
    assert is_bare_total(text)


@pytest.mark.parametrize(
    "text", ["Totally different", "TotalEnergies", "Soy total", "Somme river", "Sumatra"]
)
def test_words_that_are_no_totals(text):
    assert not is_bare_total(text)


def test_the_input_is_not_changed_and_the_index_is_kept():
    frame = frame_of(quantity=["1,5", "x", "2,5"]).set_index(pd.Index([9, 9, 3], name="k"))
    before = frame.copy(deep=True)
    lines = read_lines(frame)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_index_equal(lines.frame.index, frame.index)


def test_an_empty_table_gives_empty_lines_with_all_columns():
    lines = read_lines(frame_of(quantity=[1.0]).iloc[:0])
    assert len(lines) == 0
    assert list(lines.frame.columns) == list(LINE_COLUMNS)


def test_formulas_in_text_stay_text():
    lines = read_lines(frame_of(supplier=["=cmd|' /C calc'!A0"]))
    assert lines.frame["supplier"].tolist() == ["=cmd|' /C calc'!A0"]


def test_repeated_texts_are_categorical():
    frame = read_lines(frame_of(quantity=[1.0, 2.0])).frame
    for name in (
        "sheet",
        "period",
        "supplier",
        "commodity",
        "commodity_match",
        "origin",
        "amount_unit",
        "problem",
    ):
        assert isinstance(frame[name].dtype, pd.CategoricalDtype), name


def test_our_own_table_of_lines_reads_back():
    first = read_lines(
        frame_of(commodity=["Soja", "Xyzzy"], quantity=["1,5", "2"], unit=["kg", "t"], note=["a", "b"])
    )
    again = read_lines(first.frame)
    pd.testing.assert_frame_equal(again.frame.astype(object), first.frame.astype(object))


def test_as_text():
    assert as_text(1801.0) == "1801"
    assert as_text(0.5) == "0.5"
    assert as_text(np.int64(3)) == "3"
    assert as_text(datetime.datetime(2024, 3, 1)) == "2024-03-01"
    assert as_text(pd.NA) == as_text(None) == as_text(math.nan) == ""
    coded = code_texts(pd.Series(["a", " a ", None, "", "b"], dtype=object))
    assert coded.values == ["a", "b"]
    assert coded.codes.tolist() == [0, 0, -1, -1, 1]
    assert code_texts(pd.Series([["x"], ["x"]])).values == ["['x']"]


def test_every_code_is_kebab_case_and_known():
    assert set(REJECTING) < set(PROBLEMS) < set(ISSUE_CODES)
    for code, (severity, meaning) in ISSUE_CODES.items():
        assert code == code.lower().replace("_", "-")
        assert severity in ("error", "warning", "info")
        assert meaning.endswith(".")
    with pytest.raises(KeyError):
        make_issue("no-such-code", "x")


def test_a_row_of_empty_texts_is_blank():
    lines = read_lines(pd.DataFrame({"product": ["Soybeans", ""], "quantity": ["5 t", " "]}))
    assert len(lines) == 1
    assert lines.reading["left_out"]["blank"] == [1]


@pytest.mark.parametrize("header", ["Cocoa content (%)", "content percent"])
def test_a_percent_sign_in_the_header_means_every_number(header):
    lines = read_lines(frame_of(commodity=["chocolate"] * 4, **{header: [0.5, 70.0, 100.0, 130.0]}))
    assert lines.frame["content"].tolist()[:3] == pytest.approx([0.005, 0.7, 1.0])
    assert np.isnan(lines.frame["content"][3])
    assert "content-percent" not in codes(lines)
    assert "content-mixed" not in codes(lines)
    low = read_lines(frame_of(commodity=["chocolate"] * 2, **{header: ["0.5", "0.7"]}))
    assert low.frame["content"].isna().all()  # never a hundredth: asked
    assert "content-percent" in codes(low)


def test_names_of_our_own_results_are_reserved():
    names = ["mass_t", "status", "reason", "value", "habitat_loss", "habitat_loss_match_level", "lines"]
    lines = read_lines(frame_of(quantity=[1.0], **{name: ["mine"] for name in names}))
    assert list(lines.frame.columns)[len(LINE_COLUMNS) :] == [f"{name} (2)" for name in names]
    assert set(LINE_COLUMNS) < RESERVED_NAMES


@pytest.mark.parametrize(
    ("unit", "reason", "remedy"),
    [
        ("bags", "A bag has no weight of its own", "bags of 60 kg"),
        ("60 kg", "is a quantity and no unit", "bags of 60 kg"),
        ("stere", "stacked wood", "solid volume"),
        ("rm", "stacked wood", "solid volume"),
        ("litre", "a volume of liquid", "mass in t or kg"),
        ("pcs", "a number of pieces has no mass", "mass in t or kg"),
    ],
)
def test_a_refused_unit_says_why_and_what_to_write(unit, reason, remedy):
    issue = read_lines(frame_of(unit=[unit])).issues.iloc[0]
    assert issue["code"] == "unit-unknown"
    assert reason in issue["message"]
    assert remedy in issue["suggestion"]
    assert "Did you mean" not in issue["suggestion"]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("5-10", "quantity-text", "a range"),
        ("5 - 10 t", "quantity-text", "a range"),
        ("5–10", "quantity-text", "a range"),
        ("5 to 10", "quantity-text", "a range"),
        ("2024-01-01", "quantity-date", "the date 2024-01-01"),
        ("01/02/2024", "quantity-date", "the date"),
        ("1/2", "quantity-text", "not a number"),
        ("12*", "quantity-text", "not a number"),
        ("12- kg", "quantity-text", "not a number"),
        ("12-", "quantity-negative", "negative"),
    ],
)
def test_texts_that_look_like_numbers_say_what_they_are(text, code, words):
    lines = read_lines(frame_of(quantity=[text]))
    assert codes(lines) == [code]
    assert words in lines.issues["message"][0]
    assert lines.frame["problem"].tolist() == [code]


@pytest.mark.parametrize(
    ("quantity", "unit", "problem"),
    [
        (1e15, "g", ""),
        (1.1e15, "g", "quantity-implausible"),
        (1e300, "kg", "quantity-implausible"),
        (1e12, "t", ""),
        (1.1e12, "t", "quantity-implausible"),
        (-1e300, "t", "quantity-negative"),
    ],
)
def test_a_quantity_beyond_any_purchase_is_rejected(quantity, unit, problem):
    for cells in ([quantity], [repr(quantity)]):
        lines = read_lines(frame_of(quantity=cells, unit=[unit]))
        assert lines.frame["problem"].tolist() == [problem]
        assert lines.frame["rejected"].tolist() == [bool(problem)]
        assert lines.frame["amount"].isna().tolist() == [bool(problem)]
        if problem == "quantity-implausible":
            assert codes(lines) == [problem]
            assert lines.issues["found"][0] in lines.issues["message"][0]


def test_rows_of_totals_name_what_they_hold():
    lines = read_lines(
        frame_of(
            commodity=["Soybeans", "Total", "Total", "Total"],
            origin=["BRA", None, None, None],
            quantity=["5", "5", "7", "60 kg"],
        )
    )
    message = lines.issues.set_index("code").loc["rows-subtotal", "message"]
    assert "3 rows of totals left out, holding 12 t and 60 kg: 1, 2, 3." in message


def test_one_candidate_is_not_a_choice():
    message, suggestion = explain_name(
        "origin", "Xland", Match(None, "ambiguous", ("COD",)), lambda code: "DR Congo"
    )
    assert message == "'Xland' may mean COD (DR Congo); write it out."
    assert "COD" in suggestion
    two, _ = explain_name("origin", "Congo", Match(None, "ambiguous", ("COD", "COG")), lambda code: code)
    assert "can mean COD or COG" in two
