"""What a later answer puts right: the older fact is superseded, and the remark is no fact."""

from __future__ import annotations

import pytest

from tests.bot.facts.reading_aids import reading

TOLD = (
    "种树230棵，比上年多15棵。咨询日接待咨询85人次。灯塔年检4月5日，两座都合格。"
    "夜校给渔民讲课，讲了14次，来听的31个人。海图册发了一千二百本。巡岸员26人，在岗40人"
)


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ("前面说的种树230棵写错了，我翻了本子是203棵，比上年多15棵那个是对的", ["种树203棵，比上年多15棵"]),
        ("灯塔年检那天记错了，查了单子是4月6日", ["灯塔年检4月6日，两座都合格"]),
        ("咨询日接待人次不对，是58", ["咨询日接待咨询58人次"]),
        ("前述种树数经复核应为二百零三棵", ["种树二百零三棵，比上年多15棵"]),
        ("夜校14次说错了，是16次，31个人也不对，是35个人", ["讲了16次，来听的35个人"]),
        (
            "前面说海图册一千二百本，仓库说领了一千五，剩了四百，所以发出去是一千一，你就写一千一",
            ["海图册发了1100本"],
        ),
        ("巡岸员26写错 是２４ 40不变", ["巡岸员24人"]),
    ],
)
def test_an_older_fact_is_put_right(said: str, now: list[str]) -> None:
    told = reading(TOLD).facts
    read = reading(said, "补充", told)
    assert all(fact.replaces in {one.id for one in told} for fact in read.facts)
    assert len(read.facts) == len(now)
    for fact, expected in zip(read.facts, now, strict=True):
        assert expected in fact.text


def test_within_one_answer_it_takes_the_place_of_what_was_said() -> None:
    read = reading("浮标换了12个。缆绳换了300米。浮标数不对，是15个")
    assert [fact.text for fact in read.facts] == ["浮标换了15个", "缆绳换了300米"]


@pytest.mark.parametrize("said", ["前面说的种树230棵都成活了", "账目不对的有3笔", "数字不对，回头再查"])
def test_what_puts_nothing_right_changes_nothing(said: str) -> None:
    told = reading(TOLD).facts
    assert not any(fact.replaces for fact in reading(said, "补充", told).facts)


@pytest.mark.parametrize(
    ("told", "said", "now"),
    [
        ("挖井12口。通水30户", "挖井那个数我记成12了，其实是21口", ["通水30户", "挖井21口"]),
        ("挖井12口。通水30户", "对了，挖井是21口，前头说成12口了", ["通水30户", "挖井21口"]),
        ("挖井12口。通水30户", "挖井数更正一下，是21口", ["通水30户", "挖井21口"]),
        ("挖井12口。通水30户", "更正：挖井由12口改为21口", ["通水30户", "挖井21口"]),
        ("挖井12口。通水30户", "补充一点，挖井应该是21口，不是12口", ["通水30户", "挖井21口"]),
        ("浮标换了12个", "浮标我少报了9个，一共21个", ["浮标换了21个"]),
        ("夜校来了96人次", "夜校人次以签到本为准，是69人次", ["夜校来了69人次"]),
        ("夜校来了96人次", "夜校那个数字我核了一下，来的是69人", ["夜校来了69人次"]),
        ("夜校是3月4号开的", "夜校不是3月4号，是3月14号", ["夜校是3月14号开的"]),
        ("夜校是3月4号开的", "夜校日期记错了，是14号", ["夜校是3月14号开的"]),
        ("站长方大海。副站长牛小河", "副站长写错名字了，是牛晓禾", ["站长方大海", "副站长牛晓禾"]),
        ("获评市级先进灯塔", "先进灯塔不是市级是省级", ["获评省级先进灯塔"]),
        (
            "船员14人，岸上9人，一共23人",
            "岸上9人说错了，是11人，那就一共25人",
            ["船员14人", "岸上11人，一共25人"],
        ),
        ("开了4次会", "会议次数按记录本来，5次", ["开了5次会"]),
        ("浮标换了12个", "更正一下，浮标不是12个，是21个", ["浮标换了21个"]),
        ("夜校来了96人次", "夜校人次写69，不是96", ["夜校来了69人次"]),
        ("夜校来了96人次", "96人次不变", ["夜校来了96人次"]),
        ("渔获大概186吨", "渔获会计刚回了，184.7吨，就写这个，不用打问号了", ["渔获184.7吨"]),
        ("缺陷已消除10项", "缺陷消除11项，前面10项是上半年的数", ["缺陷已消除11项"]),
        ("船证办了47本", "船证47本里头有3本作废，按44本写", ["船证办了44本"]),
        ("挂横幅60条", "横幅好像是60条又好像是50条，你写50余条吧", ["挂横幅50余条"]),
        ("流量12.5立方米", "流量不是12.5 查记录是15.2", ["流量15.2立方米"]),
    ],
)
def test_however_it_is_said(told: str, said: str, now: list[str]) -> None:
    before = reading(told).facts
    read = reading(said, "补充", before).facts
    gone = {fact.replaces for fact in read}
    assert [fact.text for fact in (*(one for one in before if one.id not in gone), *read)] == now


@pytest.mark.parametrize(
    ("answer", "now"),
    [
        ("领了大概300个浮标，最后点下来是287个", "领了287个浮标"),
        ("运盐230吨，等一下，运盐203吨", "运盐203吨"),
        ("运盐230吨，运盐203吨，读反了", "运盐203吨"),
    ],
)
def test_the_last_word_within_a_sentence_counts(answer: str, now: str) -> None:
    assert [fact.text for fact in reading(answer).facts] == [now]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("浮标检查46个", "检查发现台账写错的有3个，都改了"),
        ("抽检海产品50批次", "海产品标签不对，3批次下架"),
        ("去年投诉12件", "今年投诉是8件，不是12件了"),
        ("窗口3个", "明年把3个窗口改成5个窗口"),
        ("灯塔8点到5点开放", "7月起开放时间改为8点半到5点半"),
    ],
)
def test_what_only_sounds_so_changes_nothing(told: str, said: str) -> None:
    before = reading(told).facts
    assert not any(fact.replaces for fact in reading(said, "补充", before).facts)


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ("种树不是230棵，查了单子是203棵", "种树203棵"),
        ("更正一下，种树不是230棵，是203棵", "种树203棵"),
        ("种树203棵，前面230棵是上半年的数", "种树203棵"),
        ("种树230棵里面有27棵没活，按203棵写", "种树203棵"),
        ("种树好像是230棵又好像是203棵，你写203棵吧", "种树203棵"),
        ("种树230棵写错啦，是203棵", "种树203棵"),
    ],
)
def test_more_ways_of_putting_right(said: str, now: str) -> None:
    told = reading(TOLD).facts
    (fact,) = reading(said, "补充", told).facts
    assert fact.replaces
    assert now in fact.text


@pytest.mark.parametrize(
    ("told", "later", "now"),
    [
        ("保洁员一共26个", "保洁我前面说26个，那是年初的数，现在是23个", "23"),
        ("放学托管930人参加", "放学托管那边陶老师把表发我了，人家表上是948，以她的为准", "948"),
        ("演讲比赛52个学生参加", "演讲比赛后来又加了几个，最后上台的是57个", "57"),
        ("发放资料2600份", "更正：发放资料数，原报数漏计一场，应为2850份", "2850"),
        ("队务会14次", "队务会次数，以会议记录为准，共13次", "13"),
        ("体能训练19次", "体能训练按训练本是18次，我多数了一次", "18"),
        ("讲座来了60个人左右", "讲座那个我问了，签到表上是71个人，按71写吧", "71"),
    ],
)
def test_putting_right_by_what_was_looked_up(told: str, later: str, now: str) -> None:
    ledger = reading(told, "主要工作").facts
    facts = reading(later, "补充", ledger).facts
    assert len(facts) == 1
    assert facts[0].replaces == ledger[0].id
    assert now in facts[0].text
