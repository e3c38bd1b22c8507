"""The commands of ``kg``, one module each: ``add`` declares it, ``run`` runs it.

A command imports what it needs when it runs, so that ``kg --help`` stays fast.
"""
