"""`make opensearch`: one node in the data folder, left running; `--stop` ends it."""

import argparse
import sys

from aggregates import errors
from registry import settings
from registry.opensearch import node


def main() -> int:
    """Starts or stops the node and says what to do next."""
    parser = argparse.ArgumentParser(prog="make opensearch ARGS=…", description=__doc__)
    parser.add_argument("--stop", action="store_true", help="stop the node that runs; its index stays")
    wanted = parser.parse_args()
    try:
        ours = node.Node(settings.load().folder / "opensearch", java=node.LASTING)
        print(_stop(ours) if wanted.stop else f"OPENSEARCH_URL={ours.start()}")
    except errors.FangjiError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _stop(ours: node.Node) -> str:
    return "OpenSearch is stopped." if ours.stop() else "OpenSearch was not running."


if __name__ == "__main__":
    sys.exit(main())
