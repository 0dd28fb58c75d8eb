package enforce_test

import (
	"fmt"
	"testing"
)

func TestZZRules(t *testing.T) {
	for _, d := range newSystem(t).Module().Procedures {
		for _, r := range d.Rules() {
			fmt.Println(d.Version, r.Key, r.Basis, r.Title.Zh)
		}
	}
}
