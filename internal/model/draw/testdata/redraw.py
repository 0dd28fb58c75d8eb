#!/usr/bin/env python3
"""redraw.py FILE... - draws again what FILE says was drawn, by the description in draw.go and nothing else of Anlan.
redraw.py --write FILE... - fills in digests and result of a file that has a commitment, a list and a seed; so the vectors
beside this script were made. SM3 comes from OpenSSL. It validates nothing: the point is a second hand, not a second program."""
import hashlib, json, math, sys


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sm3(data):
    return hashlib.new("sm3", data).digest()


class Numbers:
    def __init__(self, seed, digest):
        self.head, self.i = seed.encode() + digest, 0

    def below(self, n):
        while True:
            x = int.from_bytes(sm3(self.head + self.i.to_bytes(8, "big"))[:8], "big")
            self.i += 1
            if x < 2**64 // n * n:
                return x % n


def lot(numbers, units, many, weight):
    left, out = list(units), []
    for _ in range(many):
        r = numbers.below(sum(weight(u) for u in left))
        for u in left:
            if r < weight(u):
                break
            r -= weight(u)
        left.remove(u)
        out.append(u)
    return out


def draw(the_list, seed):
    rules, units, officers = the_list["rules"], the_list["units"], the_list["officers"]
    numbers = Numbers(seed, sm3(canonical(the_list)))
    classes = {c["credit"]: c for c in rules["classes"]}
    share = {k: tuple(map(int, c["share"].split("/"))) for k, c in classes.items()}
    left_out, covered, pool = [], [], []
    for u in units:
        if u["excluded"]:
            left_out.append({"code": u["code"], "reason": "excluded"})
        elif u["visits"] >= classes[u["credit"]]["cap"]:
            left_out.append({"code": u["code"], "reason": "cap"})
        elif u["key"] and rules["key_covered"]:
            covered.append(u)
        elif share[u["credit"]][0] == 0:
            left_out.append({"code": u["code"], "reason": "share"})
        else:
            pool.append(u)
    short, drawn = 0, []
    if rules["total"]:
        l = math.lcm(*(d for _, d in share.values()))
        short = max(0, rules["total"] - len(pool))
        drawn = lot(numbers, pool, rules["total"] - short, lambda u: share[u["credit"]][0] * (l // share[u["credit"]][1]))
    else:
        for credit in "DCBA":
            of = [u for u in pool if u["credit"] == credit]
            n, d = share[credit]
            drawn += lot(numbers, of, -(-len(of) * n // d), lambda u: 1)
    load = {o["id"]: o["load"] for o in officers}
    visits, unstaffed = [], []
    for u in covered + drawn:
        fit, why = [], {"area": 0, "certificate": 0, "conflict": 0, "sector": 0}
        for o in officers:
            if o["certificate_ends"] < rules["day"]:
                why["certificate"] += 1
            elif not any(u["area"].startswith(a) for a in o["areas"]):
                why["area"] += 1
            elif u["sector"] not in o["sectors"]:
                why["sector"] += 1
            elif u["code"] in o["conflicts"]:
                why["conflict"] += 1
            else:
                fit.append(o["id"])
        team = []
        if len(fit) < rules["team"]:
            unstaffed.append({"unit": u["code"], "fit": len(fit), **why})
        else:
            for _ in range(rules["team"]):
                least = min(load[i] for i in fit if i not in team)
                of = [i for i in fit if i not in team and load[i] == least]
                one = of[numbers.below(len(of))]
                load[one] += 1
                team.append(one)
        visits.append({"unit": u["code"], "officers": team})
    return {
        "pool": len(pool), "short": short, "covered": visits[: len(covered)], "drawn": visits[len(covered) :], "left_out": left_out,
        "officers_left_out": [{"code": o["id"], "reason": "certificate"} for o in officers if o["certificate_ends"] < rules["day"]],
        "unstaffed": unstaffed,
    }


def main(files, write):
    bad = False
    for name in files:
        with open(name, encoding="utf-8") as f:
            had = json.load(f)
        p = json.loads(json.dumps(had))
        p["commitment"]["list"] = sm3(canonical(p["list"])).hex()
        p["result"] = draw(p["list"], p["seed"]["value"])
        p["sums"] = {part: sm3(canonical(p[part])).hex() for part in ("commitment", "seed", "result")}
        if write:
            with open(name, "wb") as f:
                f.write(canonical(p))
        elif had != p:
            bad = True
            print(name, "differs in", ", ".join(k for k in p if p[k] != had.get(k)))
        else:
            print(name, "is the same")
    return bad


if __name__ == "__main__":
    args = sys.argv[1:]
    sys.exit(main([a for a in args if a != "--write"], "--write" in args))
