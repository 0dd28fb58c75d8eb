package upload

import (
	"path"
	"strings"
	"unicode"
)

// CleanName keeps the last part of a name as the sender gave it, without what could mean a path, turn the reading
// direction or end a line; a name of nothing else is "file".
func CleanName(s string) string {
	s = path.Base(strings.ReplaceAll(strings.ToValidUTF8(s, "_"), `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.In(r, unicode.Zl, unicode.Zp) || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 100 {
		s = string(r[len(r)-100:])
	}
	if s = strings.TrimSpace(s); strings.Trim(s, "./") == "" {
		return "file"
	}
	return s
}
