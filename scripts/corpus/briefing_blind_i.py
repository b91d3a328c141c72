"""Writes blind_i.jsonl: briefings for the leaders of a software company.

The author has not seen the checks. Figures of the author's own carry a formula, as the rules of
the prompt ask. Run `python scripts/corpus/briefing_blind_i.py`; the seed fixes every letter.
"""

from __future__ import annotations

import briefing_blind_i_firms as firms
import briefing_blind_i_last as last
import briefing_blind_i_more as more
import briefing_blind_i_says as says
import briefing_blind_i_worlds as worlds
from briefing_blind import write

SEED = 7310
US, GB, DE, FR = ("en-US",) * 2, ("en-GB",) * 2, ("de-DE/de",) * 2, ("fr-FR",) * 2
TEXTS = [
    (worlds.deals, "2026-09-14", says.deals_morning, US),
    (worlds.deals, "2026-10-05", says.deals_table, US),
    (worlds.deals, "2026-09-30", says.deals_rep, US),
    (worlds.deals, "2026-11-03", says.deals_calls, US),
    (worlds.success, "2026-09-15", says.success_risk, US),
    (worlds.success, "2026-10-12", says.success_mail, ("en-US", "en-GB")),
    (worlds.success, "2026-11-02", says.success_nps, US),
    (worlds.success, "2026-09-22", says.success_ideas, US),
    (worlds.engineering, "2026-10-07", says.eng_standup, US),
    (worlds.engineering, "2026-09-25", says.eng_cycle, ("en-GB", "en-US")),
    (worlds.engineering, "2026-11-10", says.eng_pulls, US),
    (worlds.engineering, "2026-10-19", says.eng_release, ("en-US", "en-GB")),
    (worlds.support, "2026-09-17", more.support_morning, GB),
    (worlds.support, "2026-10-22", more.support_agents, GB),
    (worlds.support, "2026-11-05", more.support_csat, ("en-GB", "en-US")),
    (worlds.billing, "2026-10-14", more.billing_mahnung, DE),
    (worlds.billing, "2026-11-04", more.billing_mrr, DE),
    (worlds.billing, "2026-09-29", more.billing_failed, GB),
    (worlds.billing, "2026-10-20", more.billing_usage, ("en-US", "en-GB")),
    (worlds.hiring, "2026-09-21", more.hiring_monday, GB),
    (worlds.hiring, "2026-10-26", more.hiring_funnel, US),
    (worlds.hiring, "2026-11-09", more.hiring_jobs, ("en-US", "en-GB")),
    (firms.security, "2026-09-24", last.security_top, US),
    (firms.security, "2026-10-08", last.security_teams, US),
    (firms.security, "2026-11-11", last.security_access, ("en-GB", "en-US")),
    (firms.cloud, "2026-09-28", last.cloud_budget, US),
    (firms.cloud, "2026-10-15", last.cloud_odd, US),
    (firms.cloud, "2026-11-06", last.cloud_mail, US),
    (firms.marketing, "2026-09-18", last.marketing_spend, FR),
    (firms.marketing, "2026-10-13", last.marketing_leads, ("fr-FR", "en-GB")),
    (firms.goals, "2026-10-19", last.founder_week, US),
    (firms.goals, "2026-11-12", last.founder_spend, US),
]

if __name__ == "__main__":
    write("blind_i", TEXTS, SEED)
