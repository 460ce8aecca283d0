"""What the server counts, in Prometheus' text form. No user's words, no token, no session: routes and numbers only."""

from __future__ import annotations

from collections import Counter

BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """Written by the event loop alone."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: Counter[tuple[str, float]] = Counter()
        self._sums: Counter[str] = Counter()
        self._seconds: dict[str, float] = {}
        self.streams = 0

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests[method, route, status] += 1
        self._sums[route] += 1
        self._seconds[route] = self._seconds.get(route, 0.0) + seconds
        for bound in BUCKETS_S:
            if seconds <= bound:
                self._buckets[route, bound] += 1

    def text(self) -> str:
        lines = ["# TYPE zongjie_requests_total counter"]
        lines += [
            f'zongjie_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'
            for (method, route, status), count in sorted(self._requests.items())
        ]
        lines.append("# TYPE zongjie_request_seconds histogram")
        for route, count in sorted(self._sums.items()):
            lines += [
                f'zongjie_request_seconds_bucket{{route="{route}",le="{bound:g}"}} {self._buckets[route, bound]}'
                for bound in BUCKETS_S
            ]
            lines.append(f'zongjie_request_seconds_bucket{{route="{route}",le="+Inf"}} {count}')
            lines.append(f'zongjie_request_seconds_sum{{route="{route}"}} {self._seconds[route]:.6f}')
            lines.append(f'zongjie_request_seconds_count{{route="{route}"}} {count}')
        lines += ["# TYPE zongjie_streams gauge", f"zongjie_streams {self.streams}"]
        return "\n".join(lines) + "\n"
