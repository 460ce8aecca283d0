"""A case of our own and a program to play it with."""

from __future__ import annotations

from pathlib import Path

from bot.app import App
from bot.evaluation.cases import Case, Expected, Listed, Trap
from bot.settings import load


def app(home: Path) -> App:
    return App(load({}, home=str(home), embedder="none"), memory=True)


def fact(
    number: int, text: str, quote: str, *groups: tuple[str, ...], figures: tuple[Listed, ...] = ()
) -> Expected:
    return Expected(f"C-F{number}", "主要工作", text, quote, groups, figures)


CASE = Case(
    id="C",
    unit="柳岸客运站",
    basics_as_typed={"单位": "柳岸客运站", "时间段": "2024年上半年", "主题": "安全生产", "给谁看": "运管所"},
    answers={
        "组织领导": "站长秦望川任组长，下设3个小组。",
        "宣传发动": "发放宣传单1200份，候车厅大屏天天放。",
        "主要工作": "排查隐患17处，整改了15处。更换灭火器46具，花了9200元。",
        "教育培训": "4月18日组织消防演练，63人参加。",
        "问题不足": "停车场太小，节假日停不下。",
        "下一步打算": "计划下半年再装8个摄像头。",
    },
    facts=(
        fact(1, "站长秦望川任组长", "站长秦望川任组长", ("秦望川",), ("3个",)),
        fact(2, "发放宣传单1200份", "发放宣传单1200份", ("1200份",)),
        fact(3, "排查隐患17处，整改15处", "排查隐患17处，整改了15处", ("17处",), ("15处",)),
        fact(4, "更换灭火器46具，9200元", "更换灭火器46具", ("46具",), ("9200元",)),
        fact(5, "4月18日消防演练，63人参加", "4月18日组织消防演练", ("4月18日",), ("63人",)),
        fact(6, "停车场小", "停车场太小", ("停车",)),
        fact(7, "拟装8个摄像头", "再装8个摄像头", ("8个",)),
    ),
    traps=(Trap("C-T1", "planned", ("已安装8个", "安装了8个")),),
    derived_ok=("17-15=2处",),
)
