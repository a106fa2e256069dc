"""The drill: the whole closed loop in minutes, with real parts, and a report of what happened."""
