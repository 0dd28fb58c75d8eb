package app

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhatIsNotYetOverIsShown holds that a fire that has not been put out stays in the list, however the office words it.
func TestWhatIsNotYetOverIsShown(t *testing.T) {
	for _, s := range []string{"已办结", "结束", "已扑灭", "险情解除", "归档", "closed", " Done "} {
		require.True(t, over(s), s)
	}
	for _, s := range []string{"", "处置中", "未扑灭", "尚未办结", "待解除", "没有结束", "正在扑灭", "not closed", "overflow", "recovering"} {
		require.False(t, over(s), s)
	}
}
