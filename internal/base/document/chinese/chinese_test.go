package chinese_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document/chinese"
	"anlan/internal/base/fail"
)

func TestAmountsAreWrittenAsBanksWriteThem(t *testing.T) {
	for fen, want := range map[int64]string{
		0:                  "零元整",
		1:                  "壹分",
		50:                 "伍角整",
		105:                "壹元零伍分",
		150:                "壹元伍角整",
		1000:               "壹拾元整",
		168_032:            "壹仟陆佰捌拾元叁角贰分",
		140_950:            "壹仟肆佰零玖元伍角整",
		600_714:            "陆仟零柒元壹角肆分",
		1_000_05:           "壹仟元零伍分",
		1_230_000:          "壹万贰仟叁佰元整",
		1_000_100:          "壹万零壹元整",
		1_640_902:          "壹万陆仟肆佰零玖元零贰分",
		10_700_053:         "壹拾万柒仟元伍角叁分",
		10_000_000_000:     "壹亿元整",
		10_001_000_000:     "壹亿零壹万元整",
		10_000_000_100:     "壹亿零壹元整",
		101_000_000_000:    "壹拾亿壹仟万元整",
		chinese.MaxAmount:  "壹万亿元整",
		99_999_999_999_999: "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
	} {
		got, err := chinese.Amount(fen)
		require.NoError(t, err)
		require.Equal(t, "人民币"+want, got, fen)
	}
	for _, fen := range []int64{-1, chinese.MaxAmount + 1} {
		_, err := chinese.Amount(fen)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	}
}

// read is the inverse of Amount, written from the meaning of the characters and not from how Amount joins them.
func read(t *rapid.T, s string) int64 {
	s, ok := strings.CutPrefix(s, "人民币")
	require.True(t, ok)
	values := map[rune]int64{}
	for i, c := range []rune("零壹贰叁肆伍陆柒捌玖") {
		values[c] = int64(i)
	}
	var fen, total, section, digit int64 // total below 亿 … section below 万
	for _, c := range s {
		switch c {
		case '拾', '佰', '仟':
			section += digit * map[rune]int64{'拾': 10, '佰': 100, '仟': 1000}[c]
			digit = 0
		case '万':
			total += (section + digit) * 10_000
			section, digit = 0, 0
		case '亿':
			total = (total + section + digit) * 100_000_000
			section, digit = 0, 0
		case '元':
			fen = (total + section + digit) * 100
			digit = 0
		case '角':
			fen += digit * 10
			digit = 0
		case '分':
			fen += digit
		case '整':
		default:
			v, known := values[c]
			require.True(t, known, "%c", c)
			digit = v
		}
	}
	return fen
}

func TestAmountCanBeReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Zeros are where it goes wrong, so draw a number with many of them.
		fen := rapid.OneOf(
			rapid.Int64Range(0, chinese.MaxAmount),
			rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]int64{0, 0, 0, 1, 7}), 1, 14), func(ds []int64) int64 {
				n := int64(0)
				for _, d := range ds {
					n = n*10 + d
				}
				return n
			}),
		).Draw(t, "fen")
		s, err := chinese.Amount(fen)
		require.NoError(t, err)
		require.Equal(t, fen, read(t, s), s)
		require.NotContains(t, s, "零零")
		require.Equal(t, fen%10 == 0, strings.HasSuffix(s, "整"), s)
	})
}

func TestNumbersAndDatesInWords(t *testing.T) {
	for n, want := range map[int]string{0: "〇", 1: "一", 10: "十", 12: "十二", 20: "二十", 99: "九十九", 100: "一百", 105: "一百零五", 110: "一百一十", 1005: "一千零五", 3020: "三千零二十", 12345: "12345", -1: "-1"} {
		require.Equal(t, want, chinese.Numeral(n), n)
	}
	require.Equal(t, "两", chinese.Count(2))
	require.Equal(t, "三", chinese.Count(3))
	d := calendar.Day(2026, 3, 2)
	require.Equal(t, "2026年3月2日", chinese.Date(d))
	require.Equal(t, "二〇二六年三月二日", chinese.DateInWords(d))
	require.Equal(t, "二〇二〇年十二月三十一日", chinese.DateInWords(calendar.Day(2020, 12, 31)))
	require.Equal(t, "　　年　　月　　日", chinese.Date(calendar.Date{}))
	at := time.Date(2026, 3, 1, 17, 5, 0, 0, time.UTC)
	require.Equal(t, "2026年3月2日1时05分", chinese.Moment(at), "documents are dated in Beijing")
	require.Equal(t, "2026年3月2日1时05分至2时35分", chinese.Period(at, at.Add(90*time.Minute)))
	require.Equal(t, "2026年3月2日1时05分至2026年3月3日1时05分", chinese.Period(at, at.Add(24*time.Hour)))
}

func TestMasks(t *testing.T) {
	for in, want := range map[string]string{"张三": "张某", "张三丰": "张某某", "欧阳修": "欧阳某", "欧阳": "欧某", "司马相如": "司马某某", "王": "王某", "买买提·吐尔逊": "买某某", "": ""} {
		require.Equal(t, want, chinese.MaskName(in))
	}
	require.Equal(t, "210102************", chinese.MaskIdentity("210102199003071234"))
	require.Equal(t, "*****", chinese.MaskIdentity("E1234"))
	require.Equal(t, "138****5678", chinese.MaskPhone("13812345678"))
	require.Equal(t, "**********78", chinese.MaskPhone("024-12345678"))
	require.Equal(t, "沈阳市和平区***", chinese.MaskAddress("沈阳市和平区南京南街1号2-3-4"))
	require.Equal(t, "***", chinese.MaskAddress("某村1号"))
}
