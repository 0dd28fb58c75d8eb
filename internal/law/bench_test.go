package law_test

import (
	"testing"

	"anlan/internal/base/calendar"
	"anlan/internal/law"
)

func BenchmarkBook(b *testing.B) {
	for b.Loop() {
		law.Book()
	}
}

func BenchmarkOn(b *testing.B) {
	book := law.Book()
	for b.Loop() {
		book.On(calendar.Day(2026, 6, 1), shenyang)
	}
}

func BenchmarkFingerprint(b *testing.B) {
	set := law.Book().On(calendar.Day(2026, 6, 1), shenyang)
	for b.Loop() {
		set.Fingerprint()
	}
}
