"""The reference of `bench allocation`: the same questions put to HiGHS, a maintained solver.

`solve.py choose FILE` and `solve.py share FILE` read a question as JSON and print the answer as JSON. What is
counted is the time inside the solver's own run: neither reading, nor building the model, nor starting Python.
"""

import json
import sys
import time

import highspy
import numpy

# A question that HiGHS has not settled by then is told with its gap.
SECONDS = 120.0
# How far beside its quota a share is looked for where a method may leave it.
WINDOW = 4


class Solver:
    """HiGHS with the time spent in it."""

    def __init__(self):
        self.seconds = 0.0

    def solve(self, model, **options):
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("time_limit", SECONDS)
        for name, value in options.items():
            highs.setOptionValue(name, value)
        if highs.passModel(model) != highspy.HighsStatus.kOk:
            raise SystemExit("HiGHS does not take the model")
        began = time.perf_counter()
        highs.run()
        self.seconds += time.perf_counter() - began
        return highs


def model_of(costs, lower, upper, rows, sense):
    """A linear program; a row is (least, most, [(column, factor)])."""
    program = highspy.HighsLp()
    program.num_col_ = len(costs)
    program.num_row_ = len(rows)
    program.col_cost_ = numpy.array(costs, dtype=float)
    program.col_lower_ = numpy.array(lower, dtype=float)
    program.col_upper_ = numpy.array(upper, dtype=float)
    program.row_lower_ = numpy.array([row[0] for row in rows], dtype=float)
    program.row_upper_ = numpy.array([row[1] for row in rows], dtype=float)
    starts, columns, factors = [0], [], []
    for _, _, entries in rows:
        columns.extend(entry[0] for entry in entries)
        factors.extend(entry[1] for entry in entries)
        starts.append(len(columns))
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = numpy.array(starts)
    program.a_matrix_.index_ = numpy.array(columns)
    program.a_matrix_.value_ = numpy.array(factors, dtype=float)
    program.sense_ = sense
    return program


def choose(question):
    """The choice of the most points within rows of amounts, each application whole or not at all."""
    values = question["values"]
    rows = [(row["least"], row["most"], row["entries"]) for row in question["rows"]]
    program = model_of(values, [0] * len(values), [1] * len(values), rows, highspy.ObjSense.kMaximize)
    program.integrality_ = [highspy.HighsVarType.kInteger] * len(values)
    solver = Solver()
    # Values are whole, so what is closer than one is the same.
    highs = solver.solve(program, mip_rel_gap=0.0, mip_abs_gap=0.999)
    chosen = [at for at, taken in enumerate(highs.getSolution().col_value) if taken > 0.5]
    taken = set(chosen)
    # HiGHS counts in floats: whether the rows are kept, and what the choice is worth, is counted anew.
    for least, most, entries in rows:
        cost = sum(amount for at, amount in entries if at in taken)
        if not least <= cost <= most:
            raise SystemExit("the choice of HiGHS does not keep the frames")
    return {
        "seconds": solver.seconds,
        "value": sum(values[at] for at in chosen),
        "bound": highs.getInfo().mip_dual_bound,
        "settled": highs.getModelStatus() == highspy.HighsModelStatus.kOptimal,
    }


def apportioned(solver, method, units, claims):
    """Whole units for each claim (weight, least, most), as the two programs that define the method.

    First the shares in proportion that keep the bounds: the sum of (x - quota)^2 / quota is least. Then they are
    made whole: by Hamilton so that the sum of |x - share| is least; by Sainte-Lague so that the sum of
    (x - quota)^2 / quota is, which is linear in steps of one unit (Balinski and Young, appendix A).
    """
    total = sum(claim["weight"] for claim in claims)
    quotas = [units * claim["weight"] / total for claim in claims]
    everybody = [(at, 1.0) for at in range(len(claims))]
    # The objective times this: HiGHS adds a little of its own to a curvature, which must stay small beside it.
    scale = max(quotas)
    program = model_of(
        [-scale] * len(claims),
        [claim["least"] for claim in claims],
        [claim["most"] for claim in claims],
        [(units, units, everybody)],
        highspy.ObjSense.kMinimize,
    )
    model = highspy.HighsModel()
    model.lp_ = program
    model.hessian_.dim_ = len(claims)
    model.hessian_.format_ = highspy.HessianFormat.kTriangular
    model.hessian_.start_ = numpy.arange(len(claims) + 1)
    model.hessian_.index_ = numpy.arange(len(claims))
    model.hessian_.value_ = numpy.array([scale / quota for quota in quotas])
    shares = list(solver.solve(model).getSolution().col_value)

    base, owner, costs = [], [], []
    for at, (claim, share, quota) in enumerate(zip(claims, shares, quotas)):
        whole = round(share) if abs(share - round(share)) < 1e-6 else int(share)
        around = range(whole, whole + 1) if method == "hamilton" else range(whole - WINDOW, whole + WINDOW)
        around = [units for units in around if claim["least"] <= units < claim["most"]]
        base.append(around[0] if around else min(max(whole, claim["least"]), claim["most"]))
        for units_before in around:
            owner.append(at)
            if method == "hamilton":
                costs.append(1.0 - 2.0 * (share - units_before))
            else:
                costs.append((2.0 * units_before + 1.0 - 2.0 * quota) / quota)
    open_units = units - sum(base)
    program = model_of(
        costs,
        [0] * len(costs),
        [1] * len(costs),
        [(open_units, open_units, [(column, 1.0) for column in range(len(costs))])],
        highspy.ObjSense.kMinimize,
    )
    steps = solver.solve(program).getSolution().col_value
    amounts = list(base)
    for column, step in enumerate(steps):
        amounts[owner[column]] += round(step)
    if sum(amounts) != units:
        raise SystemExit("the shares of HiGHS do not add up")
    return amounts


def share(question):
    """A pot over counties, and what each got over its municipalities."""
    solver = Solver()
    method = question["method"]
    above = apportioned(solver, method, question["units"], question["counties"])
    within = [
        apportioned(solver, method, units, claims)
        for units, claims in zip(above, question["municipalities"])
    ]
    return {"seconds": solver.seconds, "counties": above, "municipalities": within}


def main():
    what, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        question = json.load(file)
    answer = {"choose": choose, "share": share}[what](question)
    answer["solver"] = f"HiGHS {highspy.Highs().version()}"
    print(json.dumps(answer))


main()
