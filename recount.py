#!/usr/bin/env python3
"""Recount a poll of 圆桌 Consult from its export. 用导出的证据独立重新计票。  python3 recount.py EXPORT [KEY] [RECEIPT]...

EXPORT: the ZIP, or its folder. KEY: the server's public key as you know it from elsewhere (64 hex, on the printed
notice). RECEIPT: a voter's, short or full. Written from docs/voting-evidence.md (§: its sections) alone: one file, the
standard library of Python 3.8 or later, no network. Exit: 0 right; 1 refused, the first bad entry is named; 2 unreadable.
"""
import base64, json, os, sys, zipfile
from hashlib import sha256, sha512

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
YES_NO = ("yes_no", "consensus")
FILES = ("opening.jsonl", "log.jsonl", "leaves.txt", "heads.jsonl", "roll.jsonl", "ballots.jsonl")
TRIPS = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, ArithmeticError)
OPENED = ("PAPER_BATCH", "CLOSE", "CAST", "PAPER_ISSUED", "HANDS", "STRIKE", "CONFLICT", "PROXY", "REVOKE", "SHUT")
# §4: what may follow what. After SHUT only the first two of OPENED may.
NEXT = {"": ("KEY", "OPEN"), "KEY": ("KEY", "REHEARSAL"), "REHEARSAL": ("KEY", "REHEARSAL", "OPEN"), "SHUT": OPENED[:2],
        "CLOSE": ("UNSEAL", "RESULT"), "UNSEAL": ("RESULT",), "RESULT": ("SIGN",), "SIGN": ("SIGN",)}

class Bad(Exception):
    """In which line (entry) of which file, counted from 0, and what is wrong with it."""
def need(good, line, why, file="log.jsonl"):
    if not good:
        raise Bad("%s %d: %s" % (file, line, why))
def named(line, file, do, *given):
    """Whatever `do` trips over is the fault of this line."""
    try:
        return do(*given)
    except TRIPS as error:
        raise Bad("%s %d: 不合格式 / malformed (%r)" % (file, line, error))
def text_of(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

def roots_of(leaves):
    """§2: the RFC 6962 roots of the first 0, 1, 2 … leaves."""
    roots, peaks = [sha256().hexdigest()], []
    for size, node in enumerate(leaves, 1):
        while size % 2 == 0:
            node, size = sha256(b"\1" + peaks.pop() + node).digest(), size // 2
        peaks.append(node)
        for peak in reversed(peaks[:-1]):
            node = sha256(b"\1" + peak + node).digest()
        roots.append(node.hex())
    return roots

def add(p, q):  # points of edwards25519 in extended coordinates (X, Y, Z, XY/Z)
    a, b, c, d = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0]), 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    return ((b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P)
def decoded(data):
    sign, y = divmod(int.from_bytes(data, "little"), 1 << 255)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or y >= P or (x == 0 and sign) or len(data) != 32:
        raise ValueError("not a point")
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)
BASE = decoded((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

def is_signed(head):
    """§2: Ed25519 of RFC 8032 over the head's bytes: is [S]B - [h]A = R?"""
    covered = '{"at":"%(at)s","log":"%(log)s","root":"%(root)s","size":%(size)d}' % head
    try:
        key, signature = bytes.fromhex(head["key"]), bytes.fromhex(head["signature"])
        (x, y, one, xy), s = decoded(key), int.from_bytes(signature[32:], "little")
    except ValueError:
        return False
    h = int.from_bytes(sha512(signature[:32] + key + covered.encode()).digest(), "little") % L
    minus, total = (P - x, y, one, P - xy), (0, 1, 1, 0)
    points = (None, BASE, minus, add(BASE, minus))
    for bit in range(253, -1, -1):
        total, which = add(total, total), (s >> bit & 1) + 2 * (h >> bit & 1)
        total = add(total, points[which]) if which else total
    inverse = pow(total[2], P - 2, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return s < L and ((y | (x & 1) << 255).to_bytes(32, "little") + signature[32:64]).hex() == head["signature"]
def files_of(path):
    if os.path.isdir(path):
        return {name: open(os.path.join(path, name), "rb").read() for name in FILES if os.path.isfile(os.path.join(path, name))}
    with zipfile.ZipFile(path) as packed:
        need(len(set(packed.namelist())) == len(packed.namelist()), 0, "同名文件有两份 / two files of one name", "ZIP")
        return {name: packed.read(name) for name in FILES if name in packed.namelist()}
def lines_of(files, name):
    lines = files.get(name, b"").split(b"\n")
    need(lines[-1] == b"", len(lines) - 1, "这一行不完整 / this line is broken off", name)
    return lines[:-1]
def objects_of(files, name):
    """Each line as an object; it must be written canonically, so that everybody reads the same."""
    found = []
    for number, line in enumerate(lines_of(files, name)):
        found.append(named(number, name, lambda text=line: json.loads(text.decode(), parse_float=int, parse_constant=int)))
        fits = isinstance(found[-1], dict) and named(number, name, text_of, found[-1]).encode("utf-8", "replace") == line
        need(fits, number, "不是规范 JSON / not canonical JSON", name)
    return found
def read_log(files, name):
    """§2: (entries, (poll, key, leaves, roots)). Of an open poll the entries end with OPEN, and the leaves go on."""
    lines, leaves = lines_of(files, name), [leaf.decode("latin-1") for leaf in lines_of(files, "leaves.txt")]
    for number, line in enumerate(lines):
        need(leaves[number : number + 1] == [sha256(b"\0" + line).hexdigest()], number, "内容与叶哈希不符 / not what its leaf hashes", name)
    need(len(lines) == len(leaves) or name == "opening.jsonl", len(lines), "缺少这一条 / this entry is missing", name)
    for number, leaf in enumerate(leaves):
        need(len(leaf) == 64 and set(leaf) <= set("0123456789abcdef"), number, "不是叶哈希 / no leaf hash", "leaves.txt")
    roots = roots_of([bytes.fromhex(leaf) for leaf in leaves])
    whose, key = check_heads(files, roots)
    entries = objects_of(files, name)
    for number, (before, entry) in enumerate(zip([{"verb": "", "at": ""}, *entries], entries)):
        fits = named(number, name, lambda n=number, b=before, e=entry: e["seq"] == n and e["at"] >= b["at"] and e["verb"] in NEXT.get(b["verb"], OPENED))
        need(fits and "data" in entry, number, "序号、时间或次序不对 / its number, time or place is wrong", name)
    return entries, (whose, key, leaves, roots)
def check_heads(files, roots):
    """§2: (poll, key). Every head is signed by one key for one log; the last covers it. Names where the first bad begins."""
    good, heads = 0, objects_of(files, "heads.jsonl")
    for number, head in enumerate(heads):
        fits = sorted(head) == ["at", "key", "log", "root", "signature", "size"] and type(head["size"]) is int and head["size"] > good
        fits = fits and all(head[name] == heads[0][name] for name in ("key", "log")) and named(number, "heads.jsonl", is_signed, head)
        need(fits, number, "签名或次序不对 / its signature or place is wrong", "heads.jsonl")
        need(head["size"] < len(roots), len(roots) - 1, "签过名的这一条不见了 / signed, and missing")
        need(roots[head["size"]] == head["root"], good, "从这里起不是签名时的内容 / from here on it is not what was signed")
        good = head["size"]
    need(good == len(roots) - 1 and heads, good, "从这一条起没有签名 / from here on nothing is signed")
    return heads[0]["log"], heads[0]["key"]

class Poll:
    """§3, §4: the log played on the roll. Rights are known by their commitment; `state` is what became of each."""
    def __init__(self, entries, at, rows, root, ballots):
        self.poll, self.ballots = entries[at]["data"], ballots
        self.rule, self.named, self.means = self.poll["rule"], self.poll["secrecy"] == "named", self.poll["means"]
        self.roll, self.state = {row["right"]: row for row in rows}, {row["right"]: "free" for row in rows}
        self.conflict = {row["right"] for row in rows if row["recused"]}
        self.choices, self.hands, self.batches, self.issued, self.back = {}, None, {}, 0, 0
        self.key, self.sent, self.shut, self.spoiled, self.sealed = None, [], {}, 0, self.poll["secrecy"] == "sealed"
        self.live, self.known, self.agents = set(), set(), 0  # §4: proxies as (right, letter); every letter; how many cast.
        self.unopened = self.sealed and "UNSEAL" not in [entry["verb"] for entry in entries]
        self.presence = '"present"' in text_of([self.rule["quorum"], self.rule["passes"]])
        self.late = ("used",) if self.poll["closes_at"] else ()
        sums = {name: sum(row[name] for row in rows) for name in ("present", "on_site")}
        fixed = self.poll["roll"] == dict(sums, root=root, size=len(rows)) and len(self.roll) == len(rows)
        need(fixed and [row["number"] for row in rows] == list(range(1, len(rows) + 1)), at, "名册不是开启时的名册 / the roll is not the one this fixed")
        for number, entry in enumerate(entries):
            named(number, "log.jsonl", self.play, number, entry["verb"], entry["data"])
        need(entries[-1]["verb"] in ("RESULT", "SIGN"), len(entries), "没有结果 / the log ends without a result")
        self.invalid = 0 if self.unopened else self.closed["paper"]["invalid"] + self.spoiled
    def move(self, number, right, before, after, stated=()):
        """Entry `number` takes a right from one state to another. Only who may vote gets paper, or uses a right."""
        row = self.roll.get(right, {})
        need(row and dict(stated).items() <= row.items(), number, "名册上没有这样的一票 / there is no such right on the roll")
        need(self.state[right] in before, number, "这一票已是 / this right is already " + self.state[right])
        if after in ("used", "issued"):
            need(right not in self.conflict, number, "须回避 / its holder has a conflict of interest")
            need(row["present"] or self.late or not self.presence, number, "没有到会 / its holder was not present")
        self.state[right] = after
    def use(self, number, ballot, before):
        """A ballot of a named poll states its number and choice (null: spoiled paper); no other does."""
        self.move(number, ballot["right"], before, "used", {"number": ballot["number"]} if self.named else {})
        need(self.named == ("choice" in ballot), number, "记名与否不符 / a choice where none may be, or none")
        if self.named and (before == ["free"] or ballot["choice"] is not None):
            need(is_choice(self.poll, ballot["choice"]), number, "选票不合格式 / no choice of this ballot")
            self.choices[ballot["right"]] = ballot["choice"]
    def play(self, number, verb, data):
        need(not self.shut or verb not in OPENED[2:], number, "票箱已封 / the box is shut already")
        self.key = data["key"] if verb == "KEY" else self.key
        if verb == "OPEN":
            need(data.get("key") == self.key and self.sealed == bool(self.key), number, "不是演练过的钥匙 / not the key that was rehearsed")
        elif verb == "CAST":
            fits = self.means != "hands_counted" and (data["channel"] == "hands") == (self.means == "hands_named")
            fits = fits and ("envelope" in data) == self.sealed and data.get("envelope") not in self.sent
            fits = fits and ("proxy" not in data or (data["channel"] in ("phone", "kiosk") and (data["right"], data["proxy"]) in self.live))
            need(fits, number, "投票方式或委托不对 / not cast as this poll is held, or without such a proxy")
            self.sent += [data["envelope"]] if self.sealed else []
            self.agents += "proxy" in data
            self.use(number, data, ["free"])
        elif verb in ("PROXY", "REVOKE"):
            right, letter = data["right"], data["letter"]
            self.move(number, right, ["free"] if verb == "PROXY" else ["free", "issued"], self.state.get(right), {"number": data["number"]})
            fits = self.rule["proxies"] and self.means == "ballots" and not {right, letter} & {*self.conflict, *self.known, *dict(self.live)}
            need(fits if verb == "PROXY" else (right, letter) in self.live, number, "委托不能登记或撤销 / no proxy to be given or revoked")
            self.live, self.known = self.live ^ {(right, letter)}, self.known | {letter}
        elif verb == "SHUT":
            self.shut = {"count": len(self.sent), "digest": sha256(text_of(sorted(self.sent)).encode()).hexdigest()}
            fits = self.sealed and data == {"cast": list(self.state.values()).count("used"), "envelopes": self.shut}
            need(fits, number, "封存的不是投进的信封 / not the envelopes that were cast")
        elif verb == "UNSEAL":
            fits = data["envelopes"] == self.shut and all(each.get("envelope", "") in ["", *self.sent] for each in data["malformed"])
            need(fits and self.shut, number, "开的不是封存的信封 / not the envelopes that were shut")
            self.spoiled = len(data["malformed"])
        elif verb == "PAPER_ISSUED":
            need(self.means == "ballots" and self.batches.get(data["batch"], []) is not None, number, "不能再发 / it cannot be issued")
            self.batches[data["batch"]] = self.batches.get(data["batch"], []) + data["rights"]
            for right in data["rights"]:
                self.move(number, right, ["free"], "issued")
                self.issued += 1
        elif verb == "PAPER_BATCH":
            issued, rights = self.batches.get(data["batch"]) or [], data["rights"]
            ballots = data["ballots"] if self.named else [{"right": right} for right in rights]
            fits = len(issued) == data["issued"] and [ballot["right"] for ballot in ballots] == rights
            need(fits and set(rights) <= set(issued), number, "不是发出的那一批 / not the batch that was issued")
            self.batches[data["batch"]], self.back = None, self.back + len(rights)
            for ballot in ballots:
                self.use(number, ballot, ["issued"])
        elif verb == "HANDS":
            self.hands = {name: data[name] for name in ("yes", "no", "abstain")}
            fits = self.means == "hands_counted" and min(self.hands.values()) >= 0 and sum(self.hands.values()) <= len(self.there())
            need(fits, number, "举手数不对 / impossible hands")
        elif verb in ("STRIKE", "CONFLICT"):
            right, flags = data["right"], {name: data[name] for name in ("number", "present", "on_site")}
            how = (["free"], "struck") if verb == "STRIKE" else (["free", "issued"], self.state.get(right))
            self.move(number, right, *how, flags)
            self.conflict.add(right)
        elif verb == "CLOSE":
            self.close(number, data, data["paper"])
    def close(self, number, data, paper):
        used, self.closed = list(self.state.values()).count("used"), data
        need(not any(self.batches.values()), number, "有纸票没有登记收回 / a batch of paper is not accounted for")
        bad, left = used - len(self.choices) if self.named else paper["invalid"], self.issued - self.back
        sums = {"issued": self.issued, "returned": self.back, "unreturned": left, "invalid": bad, "valid": self.back - bad}
        need(paper == sums and 0 <= bad <= self.back, number, "纸票对不上账 / the paper does not reconcile")
        need(data["cast"] == used, number, "用过的票数不符 / not as many rights were used")
        away = {self.roll[r]["number"] for r in set(self.kept()) - set(self.there()) if self.state[r] != "used"}
        need(set(data["absent_served"]) <= away, number, "缺席的人不符 / those listed are not absent")
    def kept(self):
        return [right for right in self.roll if self.state[right] != "struck"]
    def there(self):  # §6: the rights whose holders count as present.
        return [right for right in self.kept() if self.roll[right]["present"] or self.state[right] in self.late]
    def counts(self, cast):
        """§6: heads, with the same in cm² or None."""
        heads = dict(self.hands or {name: cast.count(name) for name in ("yes", "no", "abstain")}, invalid=self.invalid)
        heads.update(entitled=len(self.kept()), present=len(self.there()) if self.presence else 0, absent_served=len(self.closed["absent_served"]))
        area = dict.fromkeys(heads, 0) if self.rule["by_area"] else None
        for right in self.kept() if area else ():
            for name in ["entitled", self.choices.get(right, "invalid")][: 2 if self.state[right] == "used" else 1]:
                area[name] += self.roll[right]["area_cm2"]
        if area and not self.named:  # Who took part is known; of the yes area a range is stated.
            area.update(abstain=area["invalid"], invalid=0, stated=self.stated["inequalities"][-1])
        return dict(heads, area_cm2=area and dict(area, area_cm2=None))

    def judged(self, seed, stated):
        """§6, §7: (verdict, counts) as RESULT must state them; `stated` is how it does."""
        self.stated, cast = stated, list(self.choices.values()) if self.named else self.ballots
        if self.rule["ballot"] not in YES_NO:
            return "ORDERED", dict(ordering(self.poll, cast, seed), invalid=self.invalid)
        heads, kept = self.counts(cast), self.kept()
        (quorum, passing), area = inequalities(self.rule, heads), not self.named and heads["area_cm2"]
        verdict = next((v for v, found in (("INQUORATE", quorum), ("FAILED", passing)) if not all(e["holds"] for e in found)), "PASSED")
        votes = sum(heads[name] for name in ("yes", "no", "abstain", "invalid"))
        verdict = verdict if votes <= heads["present" if self.presence else "entitled"] else "NONE: 票多于人"
        apart = dict({"took_part_cm2": area["abstain"]} if area else {"unopened": self.closed["cast"]} if self.unopened else {}, struck=len(self.roll) - len(kept), recused=len(self.conflict & set(kept)))
        apart.update({"proxies": self.agents} if self.rule["proxies"] else {}, rule=self.rule["code"], force=self.poll["force"], counts=dict(heads, area_cm2=None if area else heads["area_cm2"]))
        return verdict, dict(apart, verdict=verdict, present_on_site=sum(self.roll[right]["on_site"] for right in kept), inequalities=quorum + passing)

def inequalities(rule, heads):
    """§5, §6: (quorum, passing)."""
    def share(name, part, whole, written):
        op = ">=" if written.startswith(">=") else ">"
        num, den = (int(figure) for figure in written[len(op):].split("/"))
        left, right = part * den, whole * num
        return {"name": name, "left": left, "op": op, "right": right, "holds": whole > 0 and left + (op == ">=") > right}
    def passed(name, found):  # Of a hidden poll's area a range is stated; some area in it must have the stated outcome.
        whole, stated = base(found, passes["base"]), found.get("stated")
        row = share("pass_" + name, found["yes"], whole, passes["share"])
        if stated:
            low, high = stated["between"]
            ends = [share("", cm2, whole, passes["share"])["holds"] for cm2 in (low * whole // 100 + (low > 0), high * whole // 100)]
            row.update(left=None, between=[low, high], holds=stated["holds"] if 0 <= low < high <= 100 and stated["holds"] in ends else None)
        return row
    def base(found, name):
        both = found["yes"] + found["no"]
        took = both + found["abstain"] * rule["abstain_takes_part"] + found["invalid"] * rule["invalid_takes_part"]
        sums = {"took_part": took, "valid": both + found["abstain"], "yes_and_no": both}
        return sums[name] if name in sums else found[name]
    quorum, passes, there, no = rule["quorum"], rule["passes"], heads["present"], heads["no"]
    if rule["ballot"] == "consensus":
        everybody = share("quorum_heads", there + heads["absent_served"], heads["entitled"], quorum["share"])
        return ([everybody, {"name": "anyone_present", "left": there, "op": ">", "right": 0, "holds": there > 0}],
                [{"name": "no_objection", "left": no, "op": "=", "right": 0, "holds": no == 0}])
    both = [("heads", heads), ("area", heads["area_cm2"])][: 2 if rule["by_area"] else 1]
    return ([share("quorum_" + n, base(f, quorum["of_whom"]), f["entitled"], quorum["share"]) for n, f in both if quorum],
            [passed(n, f) for n, f in both])
def is_choice(poll, choice):
    kind, ids = poll["rule"]["ballot"], [option["id"] for option in poll["options"]]
    if choice == "abstain" or kind in YES_NO or kind == "single_choice":
        return choice == "abstain" or choice in (["yes", "no"] if kind in YES_NO else ids)
    if kind == "score" and isinstance(choice, dict):
        return choice != {} and all(i in ids and type(n) is int and 1 <= n <= 5 for i, n in choice.items())
    if not isinstance(choice, list) or choice == [] or not all(i in ids for i in choice) or len(set(choice)) < len(choice):
        return False
    spent = sum(option["cost_fen"] for option in poll["options"] if kind == "budget" and option["id"] in choice)
    return (kind == "rank" or choice == [i for i in ids if i in choice]) and len(choice) <= (poll["at_most"] or len(ids)) and spent <= poll["budget_fen"]
def ordering(poll, cast, seed):
    """§7: what an advisory poll puts first."""
    ids, kind = [option["id"] for option in poll["options"]], poll["rule"]["ballot"]
    chosen = [[each] if isinstance(each, str) else each for each in cast if each != "abstain"]
    how = {"rank": runoff, "budget": budget}.get(kind, standings)
    return dict(how(poll, ids, chosen, seed), kind=kind, ballots=len(chosen), abstained=len(cast) - len(chosen))
def draw(seed, occasion, ids):
    return sorted(ids, key=lambda each: sha256(text_of([seed, occasion, each]).encode()).digest())
def standings(poll, ids, chosen, seed):
    scored, rows = poll["rule"]["ballot"] == "score", []
    points = {i: sum(each[i] if scored else 1 for each in chosen if i in each) for i in ids}
    for i in sorted(ids, key=lambda i: -points[i]):
        given = [sum(each.get(i) == score for each in chosen) for score in range(1, 6)] if scored else []
        rows.append({"option": i, "place": 1 + sum(more > points[i] for more in points.values()), "points": points[i], "given": given})
    leaders = [row["option"] for row in rows if row["place"] == 1 and row["points"]]
    return {"standings": rows, "leaders": leaders, "first": draw(seed, "first place", leaders)[:1]}
def runoff(poll, ids, chosen, seed):
    rounds, standing = [], list(ids) if chosen else []
    while standing:
        tops = [next((i for i in each if i in standing), None) for each in chosen]
        votes, before, by = {i: tops.count(i) for i in standing}, rounds[-1]["votes"] if rounds else None, "fewest"
        left = tied = [i for i in standing if votes[i] == min(votes.values())]
        if max(votes.values()) * 2 > sum(votes.values()):
            left, tied, by = [None], [], None
        if len(left) > 1 and before:
            left, by = [i for i in tied if before[i] == min(before[each] for each in tied)], "previous_round"
        if len(left) > 1:
            left, by = draw(seed, "round %d" % (len(rounds) + 1), left)[-1:], "lot"
        row = {"number": len(rounds) + 1, "votes": votes, "exhausted": tops.count(None), "tied": tied}
        rounds.append(dict(row, eliminated=left[0], by=by))
        standing = [i for i in standing if i != left[0]] if by else []
    last = rounds[-1]["votes"] if rounds else dict.fromkeys(ids, 0)
    order = [[i for i in last if last[i] == votes] for votes in sorted(set(last.values()), reverse=True)]
    order += [[row["eliminated"]] for row in rounds[-2::-1]]
    return {"rounds": rounds, "order": order, "first": order[0][:1] if rounds else []}
def budget(poll, ids, chosen, seed):
    cost, votes = {o["id"]: o["cost_fen"] for o in poll["options"]}, {i: sum(i in each for each in chosen) for i in ids}
    left, steps = poll["budget_fen"], []
    for key in sorted({(-votes[i], cost[i]) for i in ids if votes[i]}):
        tied = [i for i in ids if (-votes[i], cost[i]) == key]
        for i in draw(seed, "budget", tied):
            left -= cost[i] * (funded := cost[i] <= left)
            steps.append({"option": i, "votes": votes[i], "cost": cost[i], "funded": funded, "by_lot": len(tied) > 1})
    return {"steps": steps, "left": left, "spent": poll["budget_fen"] - left, "first": [s["option"] for s in steps if s["funded"]]}

def look_up(text, poll, key, leaves, roots):
    """§9: (whether this receipt is in this log, the words for it)."""
    head, full = None, text.startswith("CONSULT1:")
    try:
        whose, seq, leaf, *rest = text[9:].split(":") if full else text.split("-")
        if full:
            root, signature = (base64.b32decode(each + "=" * (-len(each) % 8)).hex() for each in (rest[1], rest[3]))
            at = "%s-%s-%sT%s:%s:%s" % tuple(rest[2][a:b] for a, b in ((0, 4), (4, 6), (6, 8), (9, 11), (11, 13), (13, 20)))
            head = {"log": poll, "size": int(rest[0]), "root": root, "at": at, "key": key, "signature": signature}
        seq, ours = int(seq), poll.replace("-", "").startswith(whose.lower())
    except (ValueError, IndexError):
        return False, "不合格式 / not a receipt"
    if not ours or (head and not is_signed(head)):
        return False, "不是这次表决的，或签名不符 / of another poll, or not signed by this server"
    if max(seq + 1, head["size"] if head else 0) > len(leaves):
        return False, "这份导出还没有到第 %d 条 / this export does not reach entry %d" % (seq, seq)
    here = base64.b32encode(bytes.fromhex(leaves[seq])).decode()[:16] == leaf.upper()
    if here and (head is None or roots[head["size"]] == head["root"]):
        return True, "在日志第 %d 条 / in the log as entry %d" % (seq, seq)
    return False, "分叉：服务器签过另一份日志，这张存根就是证据 / FORK: the server signed another log" if head else "不在日志中 / not in the log"
def recount(files, key=None):
    """(lines to print, what a receipt is looked up by). Raises Bad."""
    name = "log.jsonl" if "log.jsonl" in files else "opening.jsonl"
    entries, known = read_log(files, name)
    at = {entry["verb"]: entry["seq"] for entry in entries}
    need("OPEN" in at, len(entries), "缺少这一条 / this entry is missing", name)
    return named(at.get("RESULT", at["OPEN"]), name, judge, files, key, name, entries, known, at), known
def judge(files, key, name, entries, known, at):
    poll = entries[at["OPEN"]]["data"]
    signed = known[:2] == (poll["poll"], poll["signed_by"]) and key in (None, known[1])
    need(signed, at["OPEN"], "不是这个公钥所签，或不是您所知的公钥 / not signed by this key, or not the key you know", name)
    told = [poll["number"] + " " + poll["motion"]["title"], "公钥 key " + known[1]]
    if name == "opening.jsonl":
        return [*told, "没有截止，或已作废：没有结果可核 / open or void: there is no result to check"]
    rows, lines = objects_of(files, "roll.jsonl"), objects_of(files, "ballots.jsonl")
    root = roots_of([sha256(b"\0" + text_of(row).encode()).digest() for row in rows])[-1]
    replay = named(at["OPEN"], name, Poll, entries, at["OPEN"], rows, root, [line.get("choice") for line in lines])
    if not replay.named:
        end, count = at.get("UNSEAL", at["CLOSE"]), 0 if replay.unopened else replay.closed["cast"] - replay.invalid
        fits = sha256(files.get("ballots.jsonl", b"")).hexdigest() == entries[end]["data"].get("ballots")
        names = {"choice", "code"} if replay.sealed else {"choice"}
        fits = fits and len(lines) == count and all(set(line) == names and is_choice(poll, line["choice"]) for line in lines)
        need(fits, end, "票箱不是它所固定的 / ballots.jsonl is not the box that this fixed")
    stated, roll = entries[at["RESULT"]]["data"], "名册 %d 票，用了 %d 票 / rights, and used" % (len(rows), replay.closed["cast"])
    verdict, counts = replay.judged(known[3][at["CLOSE"] + 1], stated["counts"])
    fits = text_of([stated["verdict"], stated["counts"]]) == text_of([verdict, counts])
    need(fits, at["RESULT"], "结论和计数应为 / the verdict and counts must be %s %s" % (verdict, text_of(counts)))
    return [*told, roll, verdict, stated["sentence"], stated["sentence_en"]]
def main(export="", *given):
    keys, receipts = [text.lower() for text in given if len(text) == 64], [t.strip() for t in given if len(t) != 64]
    try:
        told, known = recount(files_of(export), *keys)
    except Bad as bad:
        print("不予认可 REFUSED. 第一处错误 first bad entry: %s" % bad)
        return 1
    except Exception as error:  # A ZIP can be broken in more ways than zipfile has names for.
        print("%s\n读不了 cannot read %s: %s" % (__doc__, export, error))
        return 2
    found = [look_up(text, *known) for text in receipts]
    right = all(good for good, _ in found)
    told += ["%s… %s" % (text[:40], words) for text, (_, words) in zip(receipts, found)]
    print("\n".join([*told, "核对无误 ALL IS RIGHT" if right else "存根不符 A RECEIPT DOES NOT FIT"]))
    return 0 if right else 1

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
