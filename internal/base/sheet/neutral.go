package sheet

import "strings"

// starts are the characters by which spreadsheets know a formula at the beginning of a cell.
const starts = "=+-@\t\r"

// Neutral makes text safe to stand in a cell: text that a spreadsheet could take for a formula gets an apostrophe in front.
// So does text that looks as if it had been made safe already, so that Plain(Neutral(s)) == s for every s.
func Neutral(s string) string {
	if formula(s) {
		return "'" + s
	}
	return s
}

// Plain takes one apostrophe away from text that Neutral could have made, and leaves other text as it is.
func Plain(s string) string {
	if strings.HasPrefix(s, "'") && formula(s[1:]) {
		return s[1:]
	}
	return s
}

// formula reports whether s begins, behind apostrophes, like a formula.
func formula(s string) bool {
	s = strings.TrimLeft(s, "'")
	return s != "" && strings.IndexByte(starts, s[0]) >= 0
}
