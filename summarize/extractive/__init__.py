"""The drafter that needs no model: it chooses, joins, places and cuts to length."""
