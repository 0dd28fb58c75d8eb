package narrow

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"anlan/internal/base/lang"
	"anlan/internal/connect"
)

// head stands before the text form of a frame.
const head = "ANLAN1:"

// MaxWords is the most frames that one text holds.
const MaxWords = 64

// ToText is a frame as text that can be copied, sent by SMS or shown as a QR code.
func ToText(frame []byte) string { return head + base64.RawURLEncoding.EncodeToString(frame) }

// Word is one word of a text: a frame, which Parse reads, or why it cannot be one. Fault names the word and the character, counted
// from 1.
type Word struct {
	Text  string
	Frame []byte
	Fault *connect.Rejection
}

// FromText reads the words of a text: frames in hexadecimal or base64, as ToText writes them or bare, with white space, commas or
// semicolons between them. Each word is read by itself: one that cannot be read holds up no other. A text without words is refused
// with Missing, one of more than MaxWords with TooMany.
func FromText(text string) ([]Word, *connect.Rejection) {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;，；", r) })
	if len(words) == 0 {
		return nil, connect.Reject(connect.Missing, "没有报文", "there is no frame")
	}
	if len(words) > MaxWords {
		return nil, connect.Reject(connect.TooMany, fmt.Sprintf("一次最多 %d 条", MaxWords), fmt.Sprintf("at most %d at a time", MaxWords))
	}
	out := make([]Word, len(words))
	for i, w := range words {
		out[i].Text = w
		before, letters := flat(w)
		b, ok := bytesOf(string(letters))
		if ok {
			out[i].Frame = b
			continue
		}
		if k := slices.IndexFunc(letters, func(r rune) bool { return !strings.ContainsRune(letters64, r) }); k >= 0 {
			seen := letters[k]
			if !unicode.IsPrint(seen) {
				seen = '?'
			}
			out[i].Fault = connect.Reject(connect.Shape, fmt.Sprintf("第 %d 条第 %d 个字符“%c”无法识别，应为十六进制或 Base64 文本", i+1, before+k+1, seen),
				fmt.Sprintf("word %d: character %d (%c) is neither hexadecimal nor base64", i+1, before+k+1, seen)).Quote(w)
			continue
		}
		out[i].Fault = connect.Reject(connect.Shape, fmt.Sprintf("第 %d 条长度不对（%d 个字符），可能漏抄或多抄了字符", i+1, before+len(letters)),
			fmt.Sprintf("word %d: of %d characters, some are missing or too many", i+1, before+len(letters))).Quote(w)
	}
	return out, nil
}

// The letters of both ways of writing; of base64 both alphabets.
const (
	letters16 = "0123456789abcdef"
	letters64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/="
)

// flat is a word without its head, which is before letters long, and with letters of full width as the usual ones.
func flat(word string) (before int, letters []rune) {
	for _, r := range word {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		letters = append(letters, r)
	}
	if n := len(head); len(letters) >= n && strings.EqualFold(string(letters[:n]), head) {
		return n, letters[n:]
	}
	return 0, letters
}

// urlLetters turns the letters of usual base64 into those of base64 for addresses.
var urlLetters = strings.NewReplacer("+", "-", "/", "_", "=", "")

// bytesOf reads hexadecimal or base64.
func bytesOf(letters string) ([]byte, bool) {
	if b, err := hex.DecodeString(letters); err == nil {
		return b, true
	}
	b, err := base64.RawURLEncoding.DecodeString(urlLetters.Replace(letters))
	return b, err == nil
}

// Guess is what a damaged word may have been. It is a guess: who has the source looks before it is used.
type Guess struct {
	Text string    // as ToText writes it
	Says lang.Text // which characters differ
}

// alikes are letters that are taken for each other when they are read and typed.
var alikes = []string{"0OoQD", "1lIi", "2Zz", "5Ss", "8B", "6Gb", "9gq", "uvUV", "-_", "cC", "kK", "pP", "wW", "xX", "yY", "mM"}

// Nearest is the only reading near to a word whose checksum agrees: with one unknown character put right, one letter taken for one that
// looks like it, two neighbours exchanged, or, in hexadecimal, all that are no digits taken for what they look like. ok is false when
// there is none, or more than one. It is never a reading of a word that is good.
func Nearest(word string) (g Guess, ok bool) {
	before, letters := flat(word)
	if len(letters) > 2*MaxFrame {
		return Guess{}, false
	}
	alphabet := letters64
	if before == 0 && mostlyHex(letters) {
		alphabet = letters16 + "ABCDEF"
	}
	found := map[string]lang.Text{}
	try := func(c []rune, zh, en string) {
		b, ok := bytesOf(string(c))
		if !ok {
			return
		}
		if _, r := Parse(b); r == nil {
			found[ToText(b)] = lang.T(zh+"后校验相符，请核对原文", en+" the checksum agrees; look at the source")
		}
	}
	put := func(i int, r rune) {
		c := slices.Clone(letters)
		c[i] = r
		try(c, fmt.Sprintf("把第 %d 个字符改为“%c”", before+i+1, r), fmt.Sprintf("with character %d as “%c”", before+i+1, r))
	}
	if b, ok := bytesOf(string(letters)); ok {
		if _, r := Parse(b); r == nil {
			return Guess{}, false
		}
	}
	var bad []int
	for i, r := range letters {
		if !strings.ContainsRune(alphabet, r) {
			bad = append(bad, i)
		}
	}
	switch len(bad) {
	case 0:
		for i, r := range letters {
			for _, like := range looksLike(r, alphabet) {
				put(i, like)
			}
			if i > 0 && letters[i-1] != r {
				c := slices.Clone(letters)
				c[i-1], c[i] = c[i], c[i-1]
				try(c, fmt.Sprintf("把第 %d、%d 个字符对调", before+i, before+i+1), fmt.Sprintf("with characters %d and %d exchanged", before+i, before+i+1))
			}
		}
	case 1:
		for _, r := range alphabet {
			put(bad[0], r)
		}
	default:
		c := slices.Clone(letters)
		for _, i := range bad {
			like := looksLike(c[i], alphabet)
			if len(like) == 0 {
				return Guess{}, false
			}
			c[i] = like[0]
		}
		try(c, fmt.Sprintf("把 %d 个不能识别的字符按字形改正", len(bad)), fmt.Sprintf("with %d characters taken for what they look like", len(bad)))
	}
	for text, says := range found {
		g = Guess{text, says}
	}
	return g, len(found) == 1
}

// looksLike are the letters of an alphabet that a letter may be taken for.
func looksLike(r rune, alphabet string) (out []rune) {
	for _, a := range alikes {
		if !strings.ContainsRune(a, r) {
			continue
		}
		for _, like := range a {
			if like != r && strings.ContainsRune(alphabet, like) {
				out = append(out, like)
			}
		}
	}
	return out
}

// mostlyHex says that a word is hexadecimal, but for some letters.
func mostlyHex(letters []rune) bool {
	n := 0
	for _, r := range letters {
		if _, ok := nibble(byte(min(r, unicode.MaxLatin1))); ok {
			n++
		}
	}
	return 10*n >= 9*len(letters)
}
