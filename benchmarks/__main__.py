"""`python3 dev.py bench [--only NAME] [--sizes 1000,10000,100000] [--seconds 2] [--json FILE] [--list]`"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.harness import SLOW_S, Case, LeftOutError, Result, find_cases, growth_exponent, prepare_shop, run_case


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Times as ratios to hand-written baselines.")
    parser.add_argument("--only", default="", help="cases whose name contains this, or one of these (a,b,c)")
    parser.add_argument("--sizes", default="1000,10000,100000", help="members; each has 10 orders")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each case and size")
    parser.add_argument("--json", type=Path, help="write the results here too")
    parser.add_argument("--list", action="store_true", help="name the cases")
    options = parser.parse_args(arguments)
    cases = find_cases(options.only)
    if options.list or not cases:
        print("\n".join(f"{entry.name:28} {entry.what}" for entry in cases) or "no such case")
        return 0 if cases else 2
    sizes = sorted(int(size) for size in options.sizes.split(","))
    for size in sizes:
        print(f"shop of {size:,} members …", file=sys.stderr, flush=True)
        prepare_shop(size)
    print(
        f"{'case':28} {'members':>8} {'ours':>11} {'baseline':>11} {'ratio':>7} {'rounds':>6}  memory ours / baseline"
    )
    results = [result for entry in cases for result in run_sizes(entry, sizes, options.seconds)]
    print("\n" + "\n".join(table_of(results, sizes)))
    if options.json:
        rows = [asdict(result) | {"ratio": result.ratio} for result in results]
        options.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


def run_sizes(entry: Case, sizes: list[int], seconds: float) -> list[Result]:
    results: list[Result] = []
    for size in sizes:
        try:
            result = run_case(entry, size, seconds)
        except LeftOutError as reason:
            print(f"{entry.name:28} left out: {reason}", flush=True)
            return results
        print_result(result)
        results.append(result)
    exponent = growth_exponent(results)
    if exponent is not None:
        print(f"{'':28} grows with the shop's size to the power of {exponent:.2f}   ({entry.what})", flush=True)
    return results


def print_result(result: Result) -> None:
    memory = "" if result.ours_mb is None else f"  {result.ours_mb:.0f} MB / {result.baseline_mb or 0:.0f} MB"
    if result.ours_p95_s is not None:
        memory += f"  95 of 100 within {result.ours_p95_s * 1e3:.1f} ms / {(result.baseline_p95_s or 0) * 1e3:.1f} ms"
        memory += f", {result.ours_slow} / {result.baseline_slow} over {SLOW_S * 1e3:.0f} ms"
    print(
        f"{result.name:28} {result.members:>8,} {result.ours_s * 1e3:>8.2f} ms {result.baseline_s * 1e3:>8.2f} ms"
        f" {result.ratio:>6.2f}x {result.rounds:>6}{memory}",
        flush=True,
    )


def table_of(results: list[Result], sizes: list[int]) -> list[str]:
    """All cases on a line each: ours as a ratio to the baseline and in ms at every size, and how it grows."""
    head = "".join(f"{f'{size:,}':>20}" for size in sizes)
    lines = [
        f"{'case':28}{head}{'growth':>9}",
        f"{'':28}{'ratio        ms':>20}" + f"{'ratio        ms':>20}" * (len(sizes) - 1),
    ]
    for name in dict.fromkeys(result.name for result in results):
        own = {result.members: result for result in results if result.name == name}
        cells = "".join(
            f"{own[size].ratio:>9.2f}x{own[size].ours_s * 1e3:>10.1f}" if size in own else f"{'':20}" for size in sizes
        )
        exponent = growth_exponent(list(own.values()))
        lines.append(f"{name:28}{cells}{'' if exponent is None else f'{exponent:>9.2f}'}")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
