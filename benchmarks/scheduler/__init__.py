"""The scheduler's laboratory: scenarios as data, played in virtual time against servers that count credits.

``python benchmarks/scheduler`` prints the table; ``--help`` tells how to run a part of it.

servers     five ways of counting credits, in integer nanoseconds
streams     who calls: backlogs, and people who call when they like
neighbours  who else spends from the quota
links       how calls travel
headers     what may become of the headers on the way
world       what a run is made of, as plain values, and the dice that it is played with
door        the server of a run: it charges, counts and writes headers
play        a run with a policy, in virtual time
watch       who looks on while it is played
oracle      the same run with a gate at the server's door that sees its books
takeover    what was lost for good in a slice of a run, by an oracle that takes over the books
timeline    the same run as bare events, for the bounds
informed    a client beside neighbours that knows more than any can
certain     clients that send what certainly fits behind slow answers
doorway     gates at the door, and other clients, under stricter rules than the oracle's
unseen      the same beside a neighbour whose next call nobody sees coming
may_be      how far apart two neighbours may be beside whom a server answers alike
futures     how often somebody is wrong about a deadline who knows everything but the future
bounds      ours, the target and what can be had at all, side by side
policies    ours and the peers' rules
calibration whether the peers' rules do here what was measured of them elsewhere
metrics     figures of a run
worlds, scenarios  the table of scenarios, as data
laboratory  runs scenarios over models and seeds, on all cores
processes   the same work for many orders, in many processes
report, course, plots, cli  lines and tables, time series, pictures, the command line
"""
