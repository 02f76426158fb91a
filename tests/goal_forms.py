"""What a browser sends when a goal is set."""

from leaderboard import clock


def fields(metrics, owner_id, **given):
    """A filled-in form for one owner; `target`, `stretch` and `baseline` are the owner's."""
    values = {"target": "10,000", "stretch": "", "baseline": ""}
    values = {f"{name}_{owner_id}": given.pop(name, text) for name, text in values.items()}
    return {
        "metric": str(metrics["revenue"]),
        "name": "Revenue",
        "period_kind": "month",
        "since": clock.now().date().isoformat(),
        "until": "",
        "parent": "",
        "impact": "2",
        "milestones": ["250", "500", "750", "1000"],
        **values,
        **given,
    }
