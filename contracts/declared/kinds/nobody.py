"""What is about nobody."""

from contracts.declared.declaration import Declaration

PROCESS = Declaration("how the process runs", "deadlines, rounds, versions, rules and policies; about nobody")
REGION = Declaration("regions and organisations", "who is responsible, who pays, who works where (R4, R8, R12)")
WORDS = Declaration("words of the organisation", "what everybody in the same place is told; fixed texts")
TECHNICAL = Declaration("how messages travel", "to deliver each exactly once, in order")
FIGURES = Declaration("figures", "counts of a region, none of which can be traced to a person (R36)")
