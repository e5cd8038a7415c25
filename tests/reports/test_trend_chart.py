from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reports.trend_chart import BOTTOM, LABELS_APART, LEFT, RIGHT, TOP, WIDTH, lines_of, share_y, week_x

LABELS = {"pass": "Đạt 60%", "fail": "Không đạt 30%", "unknown": "Chưa xác định 10%"}
COURSES = st.dictionaries(st.integers(0, 52), st.integers(0, 100), min_size=1)


def test_today_stands_at_the_right_and_everything_at_the_top() -> None:
    assert (week_x(0, 12), week_x(12, 12), week_x(52, 52)) == (RIGHT, LEFT, LEFT)
    assert (share_y(0), share_y(100)) == (BOTTOM, TOP)


def test_a_missed_week_parts_the_line_and_nothing_is_drawn_across_it() -> None:
    (line,) = lines_of({"pass": {5: 50, 4: 60, 2: 70, 1: 70, 0: 80}}, LABELS, 12)

    assert [[x for x, _ in run] for run in line.runs] == [
        [week_x(ago, 12) for ago in run] for run in ((5, 4), (2, 1, 0))
    ]


def test_a_week_on_its_own_is_a_marker_without_a_line() -> None:
    (line,) = lines_of({"fail": {9: 40, 3: 30}}, LABELS, 52)

    assert line.runs == ()
    assert line.markers == ((week_x(9, 52), share_y(40)), (week_x(3, 52), share_y(30)))


def test_a_short_course_marks_every_week_and_a_long_one_the_ends_of_runs_and_every_fourth() -> None:
    course = {"pass": dict.fromkeys([11, 10, 9, 8, 7, 2, 1, 0], 50)}
    (short,), (long,) = (lines_of(course, LABELS, weeks) for weeks in (12, 52))

    assert [x for x, _ in short.markers] == [week_x(ago, 12) for ago in course["pass"]]
    assert [x for x, _ in long.markers] == [week_x(ago, 52) for ago in (11, 8, 7, 2, 0)]


def test_older_weeks_and_outcomes_without_any_are_left_out() -> None:
    (line,) = lines_of({"pass": {13: 10, 12: 20}, "fail": {}, "unknown": {40: 5}}, LABELS, 12)

    assert (line.outcome, line.label, line.markers) == ("pass", "Đạt 60%", ((LEFT, share_y(20)),))


def test_a_label_stands_at_the_end_of_its_line() -> None:
    (line,) = lines_of({"pass": {6: 50, 5: 60}}, LABELS, 12)

    assert line.label_at == (week_x(5, 12) + 8, share_y(60))


@given(st.fixed_dictionaries(dict.fromkeys(LABELS, COURSES)))
def test_labels_never_lie_on_each_other_and_all_is_within_the_drawing(shares: dict[str, dict[int, int]]) -> None:
    lines = lines_of(shares, LABELS, 52)
    heights = sorted(line.label_at[1] for line in lines)

    assert len(lines) == len(LABELS)
    assert all(high - low >= LABELS_APART - 0.2 for low, high in pairwise(heights))
    assert TOP <= heights[0] <= heights[-1] <= BOTTOM
    places = [place for line in lines for run in (*line.runs, line.markers) for place in run]
    assert all(LEFT <= x <= RIGHT < WIDTH and TOP <= y <= BOTTOM for x, y in places)
