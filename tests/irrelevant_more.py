"""What may be left out of what is permitted under the other sections, with the reason."""

#: As in :mod:`irrelevant`: property, the things it is said of, the examples, the reason.
MORE = (
    (
        "audit",
        "ROOT",
        "audit-* liability-* offset-determination-entire.json "
        "offset-determination-in-part.ttl offset-determination-in-whole.json "
        "offset-determination-investigation.json offset-determination-late-claim.json "
        "refund-*",
        "which audit it is does not bear on this rule",
    ),
    (
        "auditedPersonNotified",
        "ROOT",
        "offset-determination-investigation.json",
        "once there is an investigation, (d)(8) asks for no notice",
    ),
    (
        "bondFinding",
        "ROOT",
        "removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "capacity",
        "applicant",
        "application-* certification-* denial-* site-* suspension-*",
        "the agency, the office or the place in the record tells the part taken",
    ),
    (
        "capacity",
        "recipient",
        "chain-contract-2005.json chain-irs-customs-justice-expert.json "
        "contract-onward-6103.json contract-subcontractor-2005.json "
        "contract-subcontractor-2010.json",
        "the agency, the office or the place in the record tells the part taken",
    ),
    (
        "capacity",
        "actor",
        "contract-colleague-2005.json contract-colleague-2010.json liability-* offset-* "
        "omission-* penalty-* petition-* refund-* removal-* site-* suspension-*",
        "the agency, the office or the place in the record tells the part taken",
    ),
    (
        "capacity",
        "addressee subject",
        "liability-*",
        "the agency, the office or the place in the record tells the part taken",
    ),
    (
        "capacity",
        "signedBy",
        "notice-*",
        "the agency, the office or the place in the record tells the part taken",
    ),
    (
        "capacity+",
        "actor",
        "appeal-by-importer.json",
        "one of several characters is enough",
    ),
    (
        "category",
        "item",
        "exchange-receipt-from-violator.json exchange-receipt.json exchange-usmca-receipt.jsonld",
        "what is received from abroad is not limited by its kind",
    ),
    (
        "correctiveActionFinding",
        "ROOT",
        "removal-recurring-failure.json removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "date",
        "ROOT",
        "audit-* denial-notice-complete.json notice-*",
        "nothing in the paragraph is compared with this day",
    ),
    (
        "date",
        "obtainedOnRequest request",
        "chain-*",
        "nothing in the paragraph is compared with this day",
    ),
    (
        "denialGround+",
        "ROOT",
        "denial-one-of-two-reasons.json",
        "one less makes it another, smaller act or notice",
    ),
    (
        "derivedFromReturnInformation",
        "item",
        "exchange-*",
        "by default a finding of Customs is its own, wherever it comes from (OQ-31)",
    ),
    (
        "designatesTitle+",
        "obtainedOnRequest request",
        "chain-irs-customs-attorney.json chain-irs-customs-justice-expert.json",
        "one title of the recipient is enough",
    ),
    (
        "disclosureSubmittedOn",
        "ROOT",
        "omission-closing-step-both-ways.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "employedBy",
        "actor",
        "certification-* denial-*",
        "the office held tells for whom a person acts",
    ),
    (
        "employedBy",
        "signedBy",
        "denial-*",
        "the office held tells for whom a person acts",
    ),
    (
        "form",
        "contract",
        "chain-contract-2005.json contract-oral-2005.json contract-oral-2007-06-04.json",
        "the earlier words ask for no writing",
    ),
    (
        "fraudOrMistakeFinding",
        "ROOT",
        "removal-two-grounds-one-holds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "generalComplianceFinding",
        "ROOT",
        "penalty-all-three.ttl penalty-repeated.json penalty-willful.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "identifiedOverpayment+",
        "ROOT",
        "audit-report-complete.json",
        "one less makes it another, smaller act or notice",
    ),
    (
        "instrument",
        "authorization",
        "chain-* contract-* exchange-*",
        "the writing is asked for, not its title",
    ),
    (
        "investigationStatus",
        "ROOT",
        "offset-cleared-of-purpose.json offset-late-preference-left-out.jsonld "
        "offset-tainted-left-out.ttl offset-two-against-two.json "
        "offset-underpayment-cleared.json omission-closing-step-both-ways.json "
        "omission-of-first-step.json omission-of-one-step.json omission-prior-disclosure.json",
        "the act is allowed whether (d)(8) applies or not",
    ),
    (
        "madeBy",
        "necessityFinding",
        "chain-contract-2005.json contract-oral-2005.json contract-oral-2007-06-04.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeBy",
        "requirementsUnmetFinding",
        "denial-one-of-two-reasons.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeBy",
        "violationFinding",
        "exchange-receipt-from-violator.json exchange-usmca-assurance-violated.json "
        "exchange-usmca-on-its-day.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeBy",
        "omissionFinding",
        "omission-closing-step-both-ways.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeBy",
        "willfulFinding",
        "penalty-all-three.ttl penalty-not-generally-in-compliance.json penalty-repeated.json "
        "removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeBy",
        "repeatFinding",
        "penalty-all-three.ttl penalty-not-generally-in-compliance.json penalty-willful.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeBy",
        "generalComplianceFinding",
        "penalty-all-three.ttl penalty-repeated.json penalty-willful.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeBy",
        "theftConvictionFinding",
        "removal-*",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeBy",
        "correctiveActionFinding",
        "removal-recurring-failure.json removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeBy",
        "bondFinding refusalFinding",
        "removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeBy",
        "fraudOrMistakeFinding",
        "removal-two-grounds-one-holds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeOn",
        "necessityFinding",
        "chain-contract-2005.json contract-oral-2005.json contract-oral-2007-06-04.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeOn",
        "requirementsUnmetFinding",
        "denial-one-of-two-reasons.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeOn",
        "violationFinding",
        "exchange-receipt-from-violator.json exchange-usmca-assurance-violated.json "
        "exchange-usmca-on-its-day.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeOn",
        "omissionFinding",
        "omission-closing-step-both-ways.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeOn",
        "willfulFinding",
        "penalty-all-three.ttl penalty-not-generally-in-compliance.json penalty-repeated.json "
        "removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeOn",
        "repeatFinding",
        "penalty-all-three.ttl penalty-not-generally-in-compliance.json penalty-willful.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeOn",
        "generalComplianceFinding",
        "penalty-all-three.ttl penalty-repeated.json penalty-willful.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeOn",
        "theftConvictionFinding",
        "removal-*",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeOn",
        "correctiveActionFinding",
        "removal-recurring-failure.json removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeOn",
        "bondFinding refusalFinding",
        "removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "madeOn",
        "fraudOrMistakeFinding",
        "removal-two-grounds-one-holds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "name",
        "actor",
        "agent-* appeal-* certification-* chain-* contract-* denial-* exchange-* liability-* "
        "offset-* omission-* penalty-* petition-* refund-* removal-* site-* suspension-*",
        "the law looks at the part that somebody takes, not at what it is called",
    ),
    (
        "name",
        "recipient",
        "agent-* chain-* contract-* exchange-*",
        "the law looks at the part that somebody takes, not at what it is called",
    ),
    (
        "name",
        "applicant",
        "application-* certification-* denial-* site-* suspension-*",
        "the law looks at the part that somebody takes, not at what it is called",
    ),
    (
        "name",
        "subject",
        "audit-* offset-* refund-*",
        "the law looks at the part that somebody takes, not at what it is called",
    ),
    (
        "name",
        "actor contractParty recipient worksFor",
        "chain-*",
        "the law looks at the part that somebody takes, not at what it is called",
    ),
    (
        "name",
        "signedBy",
        "chain-* denial-* notice-* response-*",
        "the law looks at the part that somebody takes, not at what it is called",
    ),
    (
        "name",
        "actor contractParty recipient worksFor",
        "contract-*",
        "the law looks at the part that somebody takes, not at what it is called",
    ),
    (
        "name",
        "addressee",
        "denial-* notice-*",
        "the law looks at the part that somebody takes, not at what it is called",
    ),
    (
        "name",
        "assuredBy servesAgency",
        "exchange-*",
        "the law looks at the part that somebody takes, not at what it is called",
    ),
    (
        "name",
        "addressee subject",
        "liability-*",
        "the law looks at the part that somebody takes, not at what it is called",
    ),
    (
        "name",
        "participant",
        "penalty-* removal-*",
        "the law looks at the part that somebody takes, not at what it is called",
    ),
    (
        "necessityFinding",
        "item",
        "chain-contract-2005.json contract-oral-2005.json contract-oral-2007-06-04.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "noticeKind+",
        "ROOT",
        "liability-notice-both.json",
        "one less makes it another, smaller act or notice",
    ),
    (
        "noticeKind+",
        "challengedNotice",
        "petition-penalty-and-liability.nt",
        "one less makes it another, smaller act or notice",
    ),
    (
        "obtainedThrough",
        "holding",
        "chain-*",
        "a holding need not name the act through which it was obtained: the claim stands alone",
    ),
    (
        "omissionFinding",
        "ROOT",
        "omission-closing-step-both-ways.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "outcome",
        "necessityFinding",
        "chain-contract-2005.json contract-oral-2005.json contract-oral-2007-06-04.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "outcome",
        "requirementsUnmetFinding",
        "denial-one-of-two-reasons.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "outcome",
        "violationFinding",
        "exchange-receipt-from-violator.json exchange-usmca-assurance-violated.json "
        "exchange-usmca-on-its-day.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "outcome",
        "omissionFinding",
        "omission-closing-step-both-ways.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "outcome",
        "willfulFinding",
        "penalty-all-three.ttl penalty-not-generally-in-compliance.json penalty-repeated.json "
        "removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "outcome",
        "repeatFinding",
        "penalty-all-three.ttl penalty-not-generally-in-compliance.json penalty-willful.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "outcome",
        "generalComplianceFinding",
        "penalty-all-three.ttl penalty-repeated.json penalty-willful.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "outcome",
        "theftConvictionFinding",
        "removal-*",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "outcome",
        "correctiveActionFinding",
        "removal-recurring-failure.json removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "outcome",
        "bondFinding refusalFinding",
        "removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "outcome",
        "fraudOrMistakeFinding",
        "removal-two-grounds-one-holds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "overpayment+",
        "ROOT",
        "offset-two-against-two.json",
        "one less makes it another, smaller act or notice",
    ),
    (
        "priorDisclosure",
        "ROOT",
        "omission-closing-step-both-ways.json omission-of-one-sentence.nt "
        "omission-reference-in-investigation.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "purpose",
        "ROOT",
        "agent-*",
        "section 6103(m) is found to provide for it, whatever the end is called",
    ),
    (
        "purpose+",
        "ROOT",
        "exchange-four-purposes.json",
        "one less makes it another, smaller act or notice",
    ),
    (
        "refusalFinding",
        "ROOT",
        "removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "removalGround+",
        "ROOT",
        "denial-circumstance-one-of-two.json removal-three-grounds.json "
        "removal-two-grounds-one-holds.json",
        "one less makes it another, smaller act or notice",
    ),
    (
        "repeatFinding",
        "ROOT",
        "penalty-all-three.ttl penalty-not-generally-in-compliance.json penalty-willful.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "requirementsUnmetFinding",
        "ROOT",
        "denial-one-of-two-reasons.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "servesAgency",
        "actor",
        "exchange-receipt-from-violator.json exchange-receipt.json",
        "(b) of 19 USC 1628 is about what is provided, not about what is received",
    ),
    (
        "stage",
        "engagedIn proceeding",
        "chain-*",
        "(g) takes proceedings, preparations and investigations alike",
    ),
    (
        "subject",
        "audit",
        "audit-* liability-* offset-* refund-*",
        "which importer it is does not bear on this rule",
    ),
    (
        "theftConvictionFinding",
        "ROOT",
        "removal-*",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "title",
        "actor",
        "chain-*",
        "titles are designated for those who receive from the IRS",
    ),
    (
        "title",
        "recipient",
        "chain-irs-customs-attorney.json",
        "titles are designated for those who receive from the IRS",
    ),
    (
        "underpayment+",
        "ROOT",
        "offset-two-against-two.json",
        "one less makes it another, smaller act or notice",
    ),
    (
        "violatedOn",
        "assuredBy servesAgency",
        "exchange-*",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "violationFinding",
        "servesAgency",
        "exchange-*",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "violationFinding",
        "assuredBy servesAgency",
        "exchange-usmca-assurance-violated.json exchange-usmca-on-its-day.json",
        "another ground, or the other half of the rule, already decides",
    ),
    (
        "willfulFinding",
        "ROOT",
        "penalty-all-three.ttl penalty-not-generally-in-compliance.json penalty-repeated.json "
        "removal-three-grounds.json",
        "another ground, or the other half of the rule, already decides",
    ),
)
