#!/usr/bin/env python3
"""Draws the ratios that ./bench.sh prints, with their goals, as SVG: ./bench.sh | tee results.txt; bench/plot.py < results.txt > docs/performance.svg"""
import re
import sys

# First goals. Of those in LOWER the ratio is a time, and less is better.
GOALS = {"publish": 0.3, "consume": 0.25, "consume-group": 0.7, "drain": 0.5, "backlog": 0.8, "backlog-idle": 0.8,
         "kafka": 0.5, "kafka-slow": 0.6, "kafka-inbox": 0.25, "redis-stream": 0.5, "tasks": 0.25, "latency": 4, "latency-key": 4, "start": 6}
LOWER = {"latency", "latency-key", "start"}
ROW, LEFT, WIDTH = 26, 120, 420


def runs(lines):
    found = {}
    for line in lines:
        match = re.match(r"(\S+) ours=.* ratio=([\d.]+)", line)
        if match and match[1] in GOALS and "NO FIGURE" not in line:
            found.setdefault(match[1], []).append(float(match[2]))
    return {name: sorted(values)[len(values) // 2] for name, values in found.items()}


def bar(name, ratio, y):
    goal = GOALS[name]
    # How far it is to the goal, whichever way is better: the line in the middle is the goal.
    reached = goal / ratio if name in LOWER else ratio / goal
    width = min(WIDTH, WIDTH / 2 * reached)
    unit = "x" if name in LOWER else ""
    return (f'<text x="{LEFT - 8}" y="{y + 15}" text-anchor="end">{name}</text>'
            f'<rect x="{LEFT}" y="{y + 4}" width="{width:.0f}" height="15" fill="{"#3a7d44" if reached >= 1 else "#c77d2e"}"/>'
            f'<text x="{LEFT + WIDTH + 8}" y="{y + 15}">{ratio:.3g}{unit}, goal {goal}{unit}</text>')


def main():
    ratios = runs(sys.stdin)
    names = [name for name in GOALS if name in ratios]
    height = ROW * len(names) + 24
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{height}" font-family="sans-serif" font-size="12">'
          f'<rect width="720" height="{height}" fill="white"/>'
          + "".join(bar(name, ratios[name], ROW * row) for row, name in enumerate(names))
          + f'<line x1="{LEFT + WIDTH // 2}" y1="0" x2="{LEFT + WIDTH // 2}" y2="{height - 20}" stroke="black" stroke-dasharray="3"/>'
          f'<text x="{LEFT + WIDTH // 2}" y="{height - 6}" text-anchor="middle">first goal</text></svg>')


main()
