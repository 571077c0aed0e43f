using Microsoft.EntityFrameworkCore.ChangeTracking;
using Orders.Contracts;

namespace Orders.Service.Persistence.Converters;

/// <summary>Compares lines by value. A snapshot needs no copy, since lines and their list never change.</summary>
internal sealed class OrderLinesComparer() : ValueComparer<IReadOnlyList<OrderLine>>(
    (left, right) => ReferenceEquals(left, right) || (left != null && right != null && left.SequenceEqual(right)),
    lines => lines.Aggregate(0, HashCode.Combine),
    lines => lines);
