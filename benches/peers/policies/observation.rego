# Observation for acute heart failure. 2 is met, 1 undetermined, 0 unmet: Rego itself has no third value.
package observation

import rego.v1

applies if {
	input.request.item.system == "hcpcs"
	input.request.item.code in {"G0378", "G0379"}
}

as_of := time.parse_rfc3339_ns(input.as_of)

hour := 3600000000000

stands := [record | some record in input.records; record.status != "entered_in_error"]

# Numbers of a LOINC code in the hours before review, each with its time.
within(code, hours) := [found |
	some record in stands
	some one in record.codes
	one.code == code
	one.system == "loinc"
	at := time.parse_rfc3339_ns(record.at)
	at <= as_of
	as_of - at <= hours * hour
	found := {"at": at, "number": record.value.number, "record": record}
]

# All criteria together, each by its worst.
status := min([adult, diagnosis, max([hypoxemia, breathing]), treated, pressure]) if applies

birthday_passed if substring(input.anchors.admission, 5, 5) >= substring(input.patient.birth_date, 5, 5)

years := to_number(substring(input.anchors.admission, 0, 4)) - to_number(substring(input.patient.birth_date, 0, 4))

age := years if birthday_passed

else := years - 1

adult := 2 if age >= 18

else := 0

principal := [record.value | some record in stands; record.fact == "principal_diagnosis"]

default diagnosis := 1

diagnosis := 2 if {
	last := principal[count(principal) - 1]
	last.system == "icd10cm"
	heart_failure(last.code)
}

else := 0 if count(principal) > 0

heart_failure(code) if startswith(code, "I50")

heart_failure(code) if code in {"I11.0", "I13.0", "I13.2"}

saturations := within("59408-5", 24)

on_room_air := [one.number | some one in saturations; one.record.parts.oxygen_delivery == "room_air"]

perhaps_on_room_air := [one.number | some one in saturations; not one.record.parts.oxygen_delivery]

default hypoxemia := 1

hypoxemia := 2 if min(on_room_air) < 90

else := 1 if min(perhaps_on_room_air) < 90

else := 0 if count(on_room_air) > 0

rates := [one.number | some one in within("9279-1", 12)]

default breathing := 1

breathing := 2 if max(rates) > 24

else := 0 if count(rates) > 0

default treated := 1

treated := 2 if {
	some record in stands
	record.fact == "iv_loop_diuretic"
	at := time.parse_rfc3339_ns(record.at)
	at <= as_of
	as_of - at <= 24 * hour
}

else := 0 if input.supply

pressures := within("8480-6", 12)

latest := max([one.at | some one in pressures])

default pressure := 1

pressure := 2 if {
	some one in pressures
	one.at == latest
	one.number >= 90
}

else := 0 if count(pressures) > 0
