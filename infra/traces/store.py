"""Traces as Jaeger's API returns them, and the tree of their spans."""
import json
import urllib.parse
import urllib.request
from collections import defaultdict


def get(url):
    with urllib.request.urlopen(url, timeout=10) as response:
        return json.load(response)["data"] or []


class Span:
    def __init__(self, raw, processes):
        self.id, self.name = raw["spanID"], raw["operationName"]
        self.service = processes[raw["processID"]]["serviceName"].removeprefix("holdfast-")
        self.start, self.duration = raw["startTime"], raw["duration"]
        self.tags = {tag["key"]: tag["value"] for tag in raw["tags"]}
        self.logs = raw["logs"]
        references = [(one["refType"], one["traceID"], one["spanID"]) for one in raw["references"]]
        self.parent = next((span for kind, trace, span in references if kind == "CHILD_OF" and trace == raw["traceID"]), None)
        # Those to the parent aside, references are links.
        self.links = [trace for kind, trace, span in references if (trace, span) != (raw["traceID"], self.parent)]

    @property
    def failed(self):
        return self.tags.get("error", False) is True

    @property
    def order(self):
        return self.tags.get("holdfast.order_id")


class Trace:
    def __init__(self, raw):
        self.id = raw["traceID"]
        self.spans = sorted((Span(span, raw["processes"]) for span in raw["spans"]), key=lambda span: span.start)
        self.by_id = {span.id: span for span in self.spans}
        self.children = defaultdict(list)
        for span in self.spans:
            if span.parent in self.by_id:
                self.children[span.parent].append(span)

    @property
    def roots(self):
        return [span for span in self.spans if span.parent is None]

    @property
    def orphans(self):
        return [span for span in self.spans if span.parent is not None and span.parent not in self.by_id]

    def walk(self):
        """Each span with its depth; orphans at the end, as if they were roots."""
        stack = [(span, 0) for span in reversed(self.roots + self.orphans)]
        while stack:
            span, depth = stack.pop()
            yield span, depth
            stack += [(child, depth + 1) for child in reversed(self.children[span.id])]

    def text(self):
        lines = []
        begun = min(span.start for span in self.spans)
        for span, depth in self.walk():
            marks = "".join(
                [" FAILED" if span.failed else "", " ORPHAN" if span in self.orphans else ""]
                + [f" → trace {trace}" for trace in span.links]
            )
            lines.append(
                f"{(span.start - begun) / 1000:10.1f} ms {span.duration / 1000:10.1f} ms  "
                f"{span.service:17} {'  ' * depth}{span.name}{marks}"
            )
        return "\n".join(lines)


class Store:
    def __init__(self, url):
        self.url = url.rstrip("/")

    def trace(self, trace_id):
        """The trace; None if the store doesn't have it."""
        try:
            found = get(f"{self.url}/api/traces/{trace_id}")
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise
        return Trace(found[0]) if found else None

    def of_order(self, order_id):
        """The traces that have a span of this order, the oldest first."""
        found = {}
        for service in get(f"{self.url}/api/services"):
            query = urllib.parse.urlencode(
                {"service": service, "tags": json.dumps({"holdfast.order_id": order_id}), "limit": 50, "lookback": "168h"}
            )
            for raw in get(f"{self.url}/api/traces?{query}"):
                found[raw["traceID"]] = Trace(raw)
        return sorted(found.values(), key=lambda trace: trace.spans[0].start)
