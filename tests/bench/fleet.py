#!/usr/bin/env python3
"""fleet.py -- a fleet on paper: days and load of the database for jobs that nobody can try here.

fleet.py [NAME=VALUE...] simulates units claimed, scanned, delivered and taken in, with workers that die, event by event. What a step
costs the database is measured (tests/db/fleet.sh's server, pg_stat_statements); change it by NAME=VALUE for yours.
"""
import heapq, random, sys

P = dict(
    claim_ms=0.7,          # measured, 10,000 units waiting, some hundred leased
    deliver_mb_s=100.0,    # of a delivery's bytes into the database
    object_bytes=1400.0,   # of a delivered inventory, measured: 1,526 small files, 2.1 MB
    take_ms=0.13,          # one new object into the tables, one taker: processor time of both sides, measured; one in four with two findings
    scan_mb_s=300.0,       # of a worker (RELIABILITY: 10 workers x 300 MB/s)
    scan_object_us=60.0,   # of a small object beside its bytes
    start_s=0.3,           # of a unit: the scan's start; its walk of the whole tree comes on top
    mtbf_h=200.0,          # of a worker
    lease_s=300.0,
    unit_objects=1000.0,
    seed=1,
)

def simulate(objects, mean_bytes, workers):
    """Seconds until all is taken in; share of that time the database was busy; units tried again."""
    rng = random.Random(P["seed"])
    scale = max(1.0, objects / P["unit_objects"] / 200000)    # larger units where there would be too many to walk through
    unit = P["unit_objects"] * scale
    left, again = int(objects / unit), 0
    claim_free = deliver_free = take_free = busy = 0.0
    events = [(0.0, i, False) for i in range(min(workers, left))]     # time, worker, delivers
    heapq.heapify(events)
    end = 0.0
    while events:
        now, w, delivers = heapq.heappop(events)
        if delivers:                       # bytes go in side by side with others' claims; one takes in
            cost = unit * P["object_bytes"] / (P["deliver_mb_s"] * 1e6)
            deliver_free = max(deliver_free, now) + cost
            take = unit * P["take_ms"] / 1e3
            take_free = max(take_free, deliver_free) + take
            busy += cost + take
            end = max(end, take_free)
            now = deliver_free
        if left == 0:
            continue
        left -= 1
        claim_free = max(claim_free, now) + P["claim_ms"] / 1e3
        busy += P["claim_ms"] / 1e3
        scan = scale * P["start_s"] + unit * (P["scan_object_us"] / 1e6 + mean_bytes / (P["scan_mb_s"] * 1e6)) * rng.lognormvariate(-0.125, 0.5)
        if rng.random() < scan / (P["mtbf_h"] * 3600):     # dies on the way: waits for its lease, then anew
            left, again = left + 1, again + 1
            heapq.heappush(events, (claim_free + scan * rng.random() + P["lease_s"], w, False))
        else:
            heapq.heappush(events, (claim_free + scan, w, True))
    return end, busy / end, again

def main():
    for word in sys.argv[1:]:
        name, _, value = word.partition("=")
        if name not in P:
            sys.exit(f"{name}: one of {', '.join(P)}")
        P[name] = float(value)
    jobs = [("1 PB in 10^8 objects of 10 MB", 1e8, 1e7), ("1 PB in 10^9 objects of 1 MB", 1e9, 1e6), ("10^9 objects of 10 kB", 1e9, 1e4)]
    for name, objects, mean in jobs:
        each = P["scan_object_us"] / 1e6 + mean / (P["scan_mb_s"] * 1e6) + P["start_s"] / P["unit_objects"]
        kept = each / (P["take_ms"] / 1e3)                   # workers that one taker keeps up with
        print(f"{name}: one database keeps up with {kept:.0f} workers; beyond, one for each so many, by region, rolled up by inventory merge")
        for workers in (10, 100, 1000):
            seconds, load, again = simulate(objects, mean, workers)
            print(f"  {workers:5} workers  {seconds / 86400:7.1f} days  database busy {100 * min(load, 1):5.1f} %  units tried again {again:4}"
                  f"  (without its limit {objects * each / workers / 86400:.2f} days)")
    print(f"one database takes in {1e3 / P['take_ms']:.0f} objects a second with one taker: {86.4e6 / P['take_ms'] / 1e6:.0f} million a day, however many workers")

if __name__ == "__main__":
    main()
