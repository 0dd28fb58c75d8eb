package store

import "strings"

// Like follows a column in a condition: it holds what Part was given. SQLite compares ASCII letters in any case, PostgreSQL
// as they are.
const Like = ` LIKE ? ESCAPE '\'`

// Part is the argument of Like for a column that holds the words as they are: nothing that a person types is a wildcard.
func Part(words string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(words) + "%"
}
