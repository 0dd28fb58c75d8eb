package identity

import "strings"

// SQL is the scope as a condition on an area column, with its arguments: false for an empty scope. Prefixes are
// compared as ranges, so an index on the column serves them.
func (s Scope) SQL(column string) (where string, args []any) {
	var parts []string
	for _, p := range s {
		if p == "" {
			return "1 = 1", nil
		}
		parts = append(parts, "("+column+" >= ? AND "+column+" < ?)")
		args = append(args, p, p+"~") // '~' sorts after every digit and letter of a code
	}
	if len(parts) == 0 {
		return "1 = 0", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}
