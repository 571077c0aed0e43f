using System.Globalization;

namespace Orders.Service.Http.Json;

/// <summary>What can only be seen in a number as it was written: decimal parsing rounds what it has no room for.</summary>
internal static class JsonNumbers
{
    /// <summary>How many decimals the number needs: 1.10 one, 1e-3 three, 1200e-2 none.</summary>
    public static long Decimals(ReadOnlySpan<char> number)
    {
        long exponent = 0;
        var mark = number.IndexOfAny('e', 'E');
        if (mark >= 0)
        {
            // An exponent beyond an int moves the point further than any body has digits.
            if (!int.TryParse(number[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed))
                parsed = number[mark + 1] == '-' ? int.MinValue : int.MaxValue;
            exponent = parsed;
            number = number[..mark];
        }

        if (number.IndexOfAnyInRange('1', '9') < 0)
            return 0;
        var point = number.IndexOf('.');
        long fraction = point < 0 ? 0 : number.Length - point - 1;
        for (var i = number.Length - 1; number[i] is '0' or '.'; i--)
        {
            if (number[i] == '0')
                fraction--;
        }

        return fraction - exponent;
    }
}
