package store

import (
	"database/sql/driver"
	"strconv"
	"strings"
	"sync"
)

// plainValue is a value as database/sql knows it.
func plainValue(v any) (any, error) {
	switch v := v.(type) {
	case int16:
		return int64(v), nil
	case int32:
		return int64(v), nil
	case float32:
		return float64(v), nil
	case driver.Valuer: // a number of any size: the sum of numbers
		return v.Value()
	}
	return v, nil
}

// numberedQueries are queries as PostgreSQL wants them, by those with question marks. They are words of the program, so
// there are not many.
var numberedQueries sync.Map

// numbered puts $1, $2, … in the place of question marks, but not within quotes and comments.
func numbered(query string) string {
	if q, ok := numberedQueries.Load(query); ok {
		return q.(string)
	}
	var b strings.Builder
	n := 0
	for rest := query; rest != ""; {
		size := opaque(rest)
		switch {
		case size > 0:
			b.WriteString(rest[:size])
		case rest[0] == '?':
			n++
			b.WriteString("$" + strconv.Itoa(n))
			size = 1
		default:
			b.WriteByte(rest[0])
			size = 1
		}
		rest = rest[size:]
	}
	numberedQueries.Store(query, b.String())
	return b.String()
}

// opaque is the length of the text, name or comment with which s begins; 0 when it begins with none. Texts between dollars
// and with backslashes are not among them: no statement of ours has any.
func opaque(s string) int {
	until := func(end string) int {
		if i := strings.Index(s[1:], end); i >= 0 {
			return 1 + i + len(end)
		}
		return len(s)
	}
	switch {
	case s[0] == '\'':
		return until("'")
	case s[0] == '"':
		return until(`"`)
	case strings.HasPrefix(s, "--"):
		return until("\n")
	case strings.HasPrefix(s, "/*"):
		return until("*/")
	}
	return 0
}
