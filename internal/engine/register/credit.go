package register

import "strings"

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// CreditCheck returns the check character of a unified social credit code, given its first 17 characters
// (GB 32100-2015: weights 3^(i-1) mod 31). ok is false when the length or a character is wrong.
func CreditCheck(body string) (check byte, ok bool) {
	if len(body) != 17 {
		return 0, false
	}
	sum := 0
	for i := range 17 {
		v := strings.IndexByte(creditAlphabet, body[i])
		if v < 0 {
			return 0, false
		}
		sum += v * creditWeights[i]
	}
	return creditAlphabet[(31-sum%31)%31], true
}

// ValidCreditCode reports whether the code has 18 characters of the alphabet, a right check character, and a right
// check character of the organisation code in it (characters 9 to 17, GB 11714).
func ValidCreditCode(code string) bool {
	if len(code) != 18 {
		return false
	}
	check, ok := CreditCheck(code[:17])
	if !ok || check != code[17] {
		return false
	}
	org, ok := OrgCheck(code[8:16])
	return ok && org == code[16]
}

var orgWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// OrgCheck returns the check character of an organisation code, given its 8 characters of 0-9 and A-Z (GB 11714).
func OrgCheck(body string) (check byte, ok bool) {
	if len(body) != 8 {
		return 0, false
	}
	sum := 0
	for i := range 8 {
		switch c := body[i]; {
		case c >= '0' && c <= '9':
			sum += int(c-'0') * orgWeights[i]
		case c >= 'A' && c <= 'Z':
			sum += int(c-'A'+10) * orgWeights[i]
		default:
			return 0, false
		}
	}
	switch c := 11 - sum%11; c {
	case 10:
		return 'X', true
	case 11:
		return '0', true
	default:
		return byte('0' + c), true
	}
}

// MaskPhone hides the middle of a telephone number: 13812345678 becomes 138****5678.
func MaskPhone(s string) string {
	if len(s) < 7 {
		return strings.Repeat("*", len(s))
	}
	return s[:3] + strings.Repeat("*", len(s)-7) + s[len(s)-4:]
}
