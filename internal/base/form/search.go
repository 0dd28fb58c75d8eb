package form

import (
	"reflect"
	"strings"
)

// The ways in which an attribute is searched, as its tag search says: "code" is found by three characters of it, "phone" by
// its last seven digits, "text" by any part. The formats phone and uscc are searched without the tag; search:"-" says no.
const (
	SearchCode  = "code"
	SearchPhone = "phone"
	SearchText  = "text"
)

// Searched is an attribute by which its bearer can be found. Private ones are found only by those who may see them whole.
type Searched struct {
	Field   string
	How     string
	Private bool
}

// Search lists the attributes of zero's struct that are searched: texts, and lists of texts.
func Search(zero any) []Searched {
	var out []Searched
	for sf := range fieldTags(zero) {
		how := sf.Tag.Get("search")
		if how == "" {
			how = map[string]string{"phone": SearchPhone, "uscc": SearchCode}[sf.Tag.Get("format")]
		}
		if how != "" && how != "-" {
			out = append(out, Searched{jsonName(sf), how, sf.Tag.Get("private") != ""})
		}
	}
	return out
}

// Counted lists the JSON names of the whole numbers of zero's struct that summaries add up under a word (count:"people").
func Counted(zero any, word string) []string {
	var out []string
	for sf := range fieldTags(zero) {
		if sf.Tag.Get("count") == word {
			out = append(out, jsonName(sf))
		}
	}
	return out
}

func fieldTags(zero any) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		t := reflect.TypeOf(zero)
		for i := range t.NumField() {
			if sf := t.Field(i); jsonName(sf) != "" && !yield(sf) {
				return
			}
		}
	}
}

func jsonName(sf reflect.StructField) string {
	name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}
