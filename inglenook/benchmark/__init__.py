"""`inglenook bench`: real-time streams against a server of its own, measured from outside.

`stream` is one client and what it saw; `latency` and `scoring` tell from that how late words came
and whether they are right (pure, after the run); `processes` reads what a server costs; `running`
puts a run together, `ramp` finds how many streams a machine holds, `figures` writes it all down.
"""
