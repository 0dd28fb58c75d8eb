// Package lang carries text in the two languages of the user interface.
//
// Everything that a person reads and that is declared in Go – titles of stages, acts, kinds and pages, sentences of
// refusal – is a Text. Chinese is the source; English is complete. Legal texts and names of documents stay Chinese
// and are plain strings. The package translates nothing by itself.
package lang

import "strings"

// Text is one piece of text in Chinese and English.
type Text struct {
	Zh string `json:"zh" doc:"Chinese, the source"`
	En string `json:"en" doc:"English"`
}

// T makes a Text.
func T(zh, en string) Text { return Text{Zh: zh, En: en} }

// IsZero reports whether neither language is filled in.
func (t Text) IsZero() bool { return t.Zh == "" && t.En == "" }

// In returns the text in the language that an Accept-Language header prefers: English when it names English before
// Chinese, else Chinese. An empty side falls back to the other.
func (t Text) In(accept string) string {
	if English(accept) && t.En != "" || t.Zh == "" {
		return t.En
	}
	return t.Zh
}

// English reports whether an Accept-Language header names English before Chinese.
func English(accept string) bool {
	accept = strings.ToLower(accept)
	en, zh := strings.Index(accept, "en"), strings.Index(accept, "zh")
	return en >= 0 && (zh < 0 || en < zh)
}
