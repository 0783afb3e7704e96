"""`make bench`: how many customers one action server serves while a vendor answers slowly.

Three processes are involved: the sandbox as a vendor that takes 200 ms for each call, rasa-sdk's
own action server, and this one. It calls the action server as Rasa does, for fifty customers of
whom each waits for a response before the next call.
"""
