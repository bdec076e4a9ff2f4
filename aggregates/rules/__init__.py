"""The rules of the domain, a file a group; :data:`aggregates.rules.book.RULES` holds them all."""

RULE_SET = "fangji-rules/1"
"""The version of the rule set that verdicts name; a change of what a rule refuses makes a new one."""
