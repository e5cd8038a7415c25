"""The known truth about information systems: the verdict on each requirement that is about their papers."""

from __future__ import annotations

from .requirements import NOT_APPLICABLE, PASS, Verdicts
from .systems import SYSTEMS, System

REQUIREMENTS = (
    "deadline.ct09_approved",
    "deadline.ct09_deployed",
    "deadline.transition_approved",
    "deadline.transition_conditions",
    "layers.assessment",
    "layers.assessment_names_system",
    "layers.assessor_independent",
    "layers.assessor_licensed",
    "layers.assessor_not_monitor",
    "layers.drill",
    "layers.force_trained",
    "layers.local_force",
    "layers.monitoring",
    "layers.monitoring_alive",
    "layers.monitoring_covers",
    "layers.monitoring_in_force",
    "layers.monitoring_mandatory",
    "layers.national",
    "layers.national_alive",
    "layers.unit_named",
    "level.basic_subjects",
    "level.data_centre",
    "level.data_sharing",
    "level.decision_matches",
    "level.information_portal",
    "level.kept",
    "level.national_security",
    "level.not_merged",
    "level.not_split",
    "level.online_service",
    "level.personal_data",
    "level.portal_platform",
    "level.procedures",
    "level.round_the_clock",
    "level.sensitive_subjects",
    "level.serves_several",
    "plan.appraised",
    "plan.appraised_by",
    "plan.approved_by",
    "plan.assessed",
    "plan.assessed_before_use",
    "plan.before_operation",
    "plan.deployed",
    "plan.dossier",
    "plan.expert_opinion",
    "plan.groups_management",
    "plan.groups_technical",
    "plan.incident_notice",
    "plan.incident_report",
    "plan.level_approved",
    "plan.level_assigned",
    "plan.open_findings",
    "plan.parts",
    "plan.regulation_first",
    "plan.regulation_issued",
    "plan.self_appraisal",
    "plan.separated",
    "plan.transition_groups",
    "plan.transition_parts",
    "tcvn.log_months",
    "tcvn.mfa",
    "tcvn.scan_interval",
    "tcvn.siem",
    "tcvn.waf",
)
_NOT_CONCERNED = (
    *("deadline.transition_approved", "deadline.transition_conditions", "layers.assessor_licensed"),
    *("level.basic_subjects", "level.sensitive_subjects", "level.serves_several", "level.kept"),
    *("level.data_centre", "level.data_sharing", "level.portal_platform"),
    *("level.national_security", "level.round_the_clock", "level.online_service"),
    *("plan.assessed_before_use", "plan.before_operation", "plan.expert_opinion", "plan.self_appraisal"),
    *("plan.separated", "plan.incident_notice", "plan.incident_report"),
    *("plan.transition_groups", "plan.transition_parts"),
)
"""What does not apply to a system of the lab that is as it stands in `System`."""
_FROM_LEVEL_3 = (
    *("layers.monitoring_mandatory", "plan.appraised", "plan.appraised_by", "plan.assessed"),
    *("tcvn.mfa", "tcvn.siem", "tcvn.waf"),
)
_CRITERIA = {"information": "level.information_portal", "procedures": "level.procedures"}


def truth_of_systems() -> dict[str, Verdicts]:
    """Id of every system → requirement → outcome."""
    return {system.id: _verdicts(system) for system in SYSTEMS}


def _verdicts(system: System) -> Verdicts:
    found = dict.fromkeys(REQUIREMENTS, PASS) | dict.fromkeys(_NOT_CONCERNED, NOT_APPLICABLE)
    if system.level < 3:
        found |= dict.fromkeys(_FROM_LEVEL_3, NOT_APPLICABLE)
    for function, criterion in _CRITERIA.items():
        found[criterion] = PASS if function in system.functions else NOT_APPLICABLE
    return found | dict(system.verdicts)
