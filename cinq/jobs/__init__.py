"""Jobs: the queue, the conductor that runs it, and the processes under `cinq up`."""
