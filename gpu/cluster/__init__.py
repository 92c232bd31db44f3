"""The models on other machines: Ray Serve deployments, and the worker that asks them.

In: what `gpu.Worker` may be asked. Out: what it answers. `remote.py` asks over HTTP and needs no
Ray; `replica.py` answers and needs none either; `rayserve.py` alone imports it.
"""
