"""`make bench`: how many customers one action server serves while a vendor takes its time.

Three processes: the sandbox as a vendor that takes 200 ms, rasa-sdk's own action server, and
this one, which calls it as Rasa does, for fifty customers of whom each waits for an answer
before the next call.
"""
